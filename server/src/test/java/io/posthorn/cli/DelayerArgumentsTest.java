package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayerArgumentsTest {
  @ParameterizedTest
  @CsvSource(
      value = {
        "delayer -c a.conf -d| delayer -c=a.conf --daemon",
        "delayer --c=a.conf --d| delayer -c=a.conf --daemon",
        "delayer -configuration a=b| delayer --configuration=a=b",
        "delayer -daemon=true -d=0 -v=1| delayer --daemon --version",
        "delayer -c -d| delayer -c=-d",
        "delayer -c| delayer -c",
        "delayer -d=yes -x| delayer -d=yes -x",
        "delayer -d start -v| delayer --daemon -- start -v",
        "delayer -d -- -v| delayer --daemon -- -v",
        "delayer -h --version| delayer --help --version",
        "serve -c a.conf| serve -c a.conf"
      },
      delimiter = '|')
  void arguments_areReadAsFlagsOfGo(String given, String translated) {
    assertThat(DelayerArguments.translate(given.split(" "))).containsExactly(translated.split(" "));
  }
}
