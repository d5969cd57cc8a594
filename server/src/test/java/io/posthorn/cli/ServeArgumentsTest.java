package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.config.LoadedConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ServeArgumentsTest {
  private static final Map<String, String> VALUES =
      Map.of("--config", "posthorn.yaml", "--set", "http.maxBody=7MB");

  @Test
  void everyOptionOfServe_isReadAsPicocliReadsIt() {
    List<String> read = new ArrayList<>();
    for (OptionSpec option : new CommandLine(new ServeCommand()).getCommandSpec().options()) {
      String name = option.longestName();
      if (option.usageHelp() || option.versionHelp()) {
        assertThat(ServeArguments.read("serve", name)).isNull();
        continue;
      }
      read.add(name);
      String value = VALUES.getOrDefault(name, "7");
      if (option.arity().max() == 0) {
        assertSame("serve", name);
      } else if (name.equals("--config")) {
        assertThat(ServeArguments.read("serve", name, value)).isNotNull();
      } else {
        assertSame("serve", name, value);
        assertSame("serve", name + "=" + value);
      }
    }
    assertThat(read)
        .containsExactlyInAnyOrder("--config", "--host", "--port", "--data", "--insecure", "--set");
  }

  @Test
  void severalOptions_areReadAsPicocliReadsThem() {
    assertSame("serve");
    assertSame("serve", "--port", "7", "--set", "http.maxBody=7MB", "--set=data=x", "--insecure");
    assertSame("serve", "--set", "data=a=b", "--host=::1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sink",
        "serve x",
        "serve -h",
        "serve --prot 1",
        "serve --port",
        "serve --port=",
        "serve --port 1 --port 2",
        "serve --insecure --insecure",
        "serve --insecure=false",
        "serve --port --host",
        "serve --data 'x'",
        "serve @file",
        "serve --data @file"
      })
  void others_areLeftToPicocli(String line) {
    assertThat(ServeArguments.read(line.split(" "))).isNull();
  }

  private static void assertSame(String... args) {
    ConfigOptions plain = ServeArguments.read(args);
    assertThat(plain).as(String.join(" ", args)).isNotNull();
    var options = new ConfigOptions();
    CommandLine.populateCommand(
        options, List.of(args).subList(1, args.length).toArray(new String[0]));
    LoadedConfig expected = options.loader(Map.of()).load();
    LoadedConfig actual = plain.loader(Map.of()).load();
    assertThat(actual.config()).isEqualTo(expected.config());
    assertThat(actual.changes()).isEqualTo(expected.changes());
  }
}
