package io.posthorn.protocol.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.broker.ErrorCode;
import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Plays the examples of {@code docs/protocol-rest.md} against a server, in order. Ids and instants
 * differ from run to run: those on the page are matched with those answered, and stand for them in
 * later commands.
 */
class DocumentedExamplesTest {
  private static final Path PAGE = Path.of("..", "docs", "protocol-rest.md");
  private static final String HOST = "http://127.0.0.1:1218";
  private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{9,}-[0-9a-f]+(-[0-9a-f]+)?\\b");
  private static final Pattern VARYING =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z|\"\\d+ms\"|\"0s\"");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> answeredIds = new HashMap<>();

  private record Example(String command, String output) {}

  @Test
  void examples_doWhatTheyShow() throws IOException {
    List<Example> examples = examples(Files.readString(PAGE));
    assertThat(examples).hasSizeGreaterThan(25);
    try (var server = new RestServer()) {
      for (Example example : examples) {
        play(server, example);
      }
    }
  }

  @Test
  void errorTable_isTheCatalogue() throws IOException {
    var rows = new ArrayList<String>();
    Matcher row =
        Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (\\d{3}) \\|").matcher(Files.readString(PAGE));
    while (row.find()) {
      rows.add(row.group(1) + " " + row.group(2));
    }
    var codes = new ArrayList<String>();
    for (ErrorCode code : ErrorCode.values()) {
      codes.add(code.code() + " " + code.status());
    }
    assertThat(rows).containsExactlyInAnyOrderElementsOf(codes);
  }

  private static List<Example> examples(String page) {
    List<Example> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      for (String part : block.group(1).split("(?m)^\\$ ")) {
        if (!part.isBlank()) {
          int end = commandEnd(part);
          examples.add(new Example(part.substring(0, end), part.substring(end).strip()));
        }
      }
    }
    return examples;
  }

  /** A command ends with its line, unless a quotation goes on. */
  private static int commandEnd(String part) {
    boolean quoted = false;
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) == '\'') {
        quoted = !quoted;
      } else if (part.charAt(i) == '\n' && !quoted) {
        return i;
      }
    }
    return part.length();
  }

  private void play(RestServer server, Example example) throws IOException {
    boolean withHead = example.command().contains(" -i ");
    Answer answer = curl(server, example.command());
    String body = example.output();
    if (withHead) {
      String[] parts = body.split("\n\n", 2);
      head(example, parts[0], answer);
      body = parts.length > 1 ? parts[1] : "";
    } else {
      assertThat(answer.status()).as(example + " " + answer.text()).isLessThan(300);
    }
    if (!withHead || !body.isEmpty()) {
      same(example, body, answer.text());
    }
  }

  private void head(Example example, String head, Answer answer) {
    String[] lines = head.split("\n");
    assertThat("HTTP/1.1 " + answer.status())
        .as(example + " " + answer.text())
        .isEqualTo(lines[0].substring(0, 12));
    for (int i = 1; i < lines.length; i++) {
      String[] header = lines[i].split(": ", 2);
      same(example, header[1], answer.header(header[0]).orElse("(no such header)"));
    }
  }

  private void same(Example example, String shown, String answered) {
    String expected = shown.startsWith("{") ? compact(shown) : shown;
    String actual = answered.startsWith("{") ? compact(answered) : answered;
    assertThat(steady(actual)).as(example.command()).isEqualTo(steady(expected));
    Matcher there = ID.matcher(expected);
    Matcher here = ID.matcher(actual);
    while (there.find() && here.find()) {
      String before = answeredIds.put(there.group(), here.group());
      assertThat(here.group())
          .as("what %s stands for", there.group())
          .isEqualTo(before == null ? here.group() : before);
    }
  }

  private static String steady(String text) {
    return VARYING.matcher(ID.matcher(text).replaceAll("ID")).replaceAll("VARYING");
  }

  private static String compact(String json) {
    try {
      return JSON.readTree(json).toString();
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + json, e);
    }
  }

  /** Does what curl would, for the few options that the page uses. */
  private Answer curl(RestServer server, String command) {
    String substituted =
        ID.matcher(command).replaceAll(id -> answeredIds.getOrDefault(id.group(), id.group()));
    List<String> words = words(substituted);
    assertThat(words.get(0)).isEqualTo("curl");
    String method = null;
    String data = null;
    String url = null;
    List<String> headers = new ArrayList<>();
    for (int i = 1; i < words.size(); i++) {
      switch (words.get(i)) {
        case "-i" -> {}
        case "-X" -> method = words.get(++i);
        case "-d", "--data-binary" -> data = words.get(++i);
        case "-H" -> headers.addAll(List.of(words.get(++i).split(": ", 2)));
        default -> {
          assertThat(words.get(i)).startsWith(HOST);
          url = words.get(i).substring(HOST.length());
        }
      }
    }
    if (data != null && !headers.contains("Content-Type")) {
      headers.addAll(List.of("Content-Type", "application/x-www-form-urlencoded"));
    }
    String verb = method != null ? method : data != null ? "POST" : "GET";
    byte[] body = data == null ? null : data.getBytes(UTF_8);
    return server.sendBytes(verb, url, body, headers.toArray(String[]::new));
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(command);
    while (word.find()) {
      words.add(word.group(1) != null ? word.group(1) : word.group(2));
    }
    return words;
  }
}
