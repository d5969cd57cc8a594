package io.posthorn.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.SigningSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in {@code docs/delivery.md} work, and the settings that it names exist. */
class DeliveryDocumentTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final SigningSecret SECRET =
      new SigningSecret("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", null);
  private static final SigningSecret OTHER =
      new SigningSecret("whsec_YWJjZGVmZ2hpamFiY2RlZmdoaWphYmNk", null);
  private static final String ID = "19a3f0c2b2a-1";
  private static final String BODY = "{\"to\":\"ann\"}";

  /** Arguments for all cases, as many as {@code verify} has for each, and what is true of them. */
  private final List<String> arguments = new ArrayList<>();

  private final List<Boolean> expected = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void php_verifiesSignatures() throws Exception {
    String driver =
        "foreach (array_chunk(array_slice($argv, 1), 5) as $c)"
            + " echo verify(...$c) ? 'true' : 'false', \"\\n\";";
    verify("check.php", "<?php\n" + program("php") + driver, "php");
  }

  @Test
  void python_verifiesSignatures() throws Exception {
    String driver =
        "import sys\na = sys.argv[1:]\nfor i in range(0, len(a), 5):\n"
            + "    print(str(verify(*a[i:i + 4], a[i + 4].encode())).lower())\n";
    verify("check.py", program("python") + driver, "python3");
  }

  @Test
  void java_verifiesSignatures() throws Exception {
    String driver =
        "public static void main(String[] a) throws Exception {\n"
            + "for (int i = 0; i < a.length; i += 5) System.out.println(\n"
            + "verify(a[i], a[i + 1], a[i + 2], a[i + 3], a[i + 4].getBytes()));\n}\n";
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    verify("Check.java", "class Check {\n" + program("java") + driver + "}\n", java.toString());
  }

  @Test
  void settings_areThoseOfTheConfiguration() throws IOException {
    String configuration = Files.readString(DOCS.resolve("configuration.md"));
    Matcher key =
        Pattern.compile("`((?:delivery|limits)\\.[A-Za-z.]+)`")
            .matcher(Files.readString(DOCS.resolve("delivery.md")));
    int keys = 0;
    for (; key.find(); keys++) {
      assertThat(configuration).contains("| `" + key.group(1));
    }
    assertThat(keys).isGreaterThan(10);
  }

  private void verify(String file, String program, String... command) throws Exception {
    Instant now = Instant.now();
    String valid = sign(now, SECRET);
    given(true, SECRET, now, valid, BODY);
    given(true, SECRET, now, sign(now, OTHER, SECRET), BODY);
    given(true, SECRET, now.minusSeconds(250), sign(now.minusSeconds(250), SECRET), BODY);
    given(false, SECRET, now, valid, BODY + " ");
    given(false, OTHER, now, valid, BODY);
    given(false, SECRET, now.minusSeconds(1), valid, BODY);
    given(false, SECRET, now.minusSeconds(600), sign(now.minusSeconds(600), SECRET), BODY);
    given(false, SECRET, now, "", BODY);
    given(false, SECRET, now, valid.substring(3), BODY);

    Path source = folder.resolve(file);
    Files.writeString(source, program);
    List<String> line = new ArrayList<>(Arrays.asList(command));
    line.add(source.toString());
    line.addAll(arguments);
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(Duration.ofSeconds(60).toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(out.lines().map(Boolean::parseBoolean)).as(out).isEqualTo(expected);
    assertThat(out.lines()).containsOnly("true", "false");
  }

  private void given(
      boolean valid, SigningSecret secret, Instant at, String signatures, String body) {
    arguments.addAll(
        List.of(secret.secret(), ID, Long.toString(at.getEpochSecond()), signatures, body));
    expected.add(valid);
  }

  private static String sign(Instant at, SigningSecret... secrets) {
    List<byte[]> keys = Arrays.stream(secrets).map(SigningSecret::key).toList();
    return Signatures.sign(ID, at, BODY.getBytes(UTF_8), keys);
  }

  private static String program(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOCS.resolve("delivery.md")));
    assertThat(block.find()).as("a program in %s", language).isTrue();
    return block.group(1);
  }
}
