package io.posthorn.protocol.httpsqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.http.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/protocol-httpsqs.md} are what happens, in that order. */
class HttpsqsDocumentTest {
  private static final Pattern EXAMPLE = Pattern.compile("```httpsqs\n(.*?)```", Pattern.DOTALL);

  @Test
  void examples_areWhatHappens() throws IOException {
    List<String> examples = new ArrayList<>();
    var found =
        EXAMPLE.matcher(
            Files.readString(Path.of("../docs/protocol-httpsqs.md"), StandardCharsets.UTF_8));
    while (found.find()) {
      examples.add(found.group(1));
    }
    assertThat(examples).hasSizeGreaterThan(5);
    try (var server = new HttpsqsServer();
        var listener = server.pure()) {
      for (String example : examples) {
        play(example, listener.port());
      }
    }
  }

  private static void play(String example, int port) throws IOException {
    String expected = side(example, '<');
    try (var client = new RawConnection(port)) {
      client.send(side(example, '>'));
      String got;
      if (expected.contains("Connection: close") || !expected.contains("Content-Length")) {
        got = client.readToEnd();
      } else {
        var reply = client.receive();
        got =
            reply.statusLine()
                + "\r\n"
                + String.join("\r\n", reply.headerLines())
                + "\r\n\r\n"
                + reply.text();
      }
      assertThat(got.replaceFirst("Date: .{29}\r\n", "Date: *\r\n"))
          .isEqualTo(expected.replaceFirst("Date: .{29}\r\n", "Date: *\r\n"));
    }
  }

  /**
   * The lines of one side; those of the head end in CRLF, those of the body in LF, but for the
   * last.
   */
  private static String side(String example, char mark) {
    List<String> lines =
        example
            .lines()
            .filter(line -> line.charAt(0) == mark)
            .map(line -> line.length() > 2 ? line.substring(2) : "")
            .collect(Collectors.toList());
    int blank = lines.indexOf("");
    return String.join("\r\n", lines.subList(0, blank))
        + "\r\n\r\n"
        + String.join("\n", lines.subList(blank + 1, lines.size()));
  }
}
