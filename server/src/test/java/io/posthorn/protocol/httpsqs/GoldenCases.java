package io.posthorn.protocol.httpsqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the original answered, as recorded in {@code httpsqs-golden.json}. */
final class GoldenCases {
  private GoldenCases() {}

  /** A recorded conversation; the expectations of a step follow those of the step before. */
  record Case(
      String name, boolean guarded, String level, List<Step> steps, List<JsonNode> expected) {}

  /** One request, as bytes, and where and how it is sent. */
  record Step(
      byte[] request,
      int bodyStart,
      String connection,
      int replies,
      boolean waitForContinue,
      String path) {}

  static List<Case> read() {
    try (var in = GoldenCases.class.getResourceAsStream("/httpsqs-golden.json")) {
      List<Case> cases = new ArrayList<>();
      for (JsonNode node : new ObjectMapper().readTree(in).get("cases")) {
        cases.add(
            new Case(
                node.get("name").asText(),
                node.get("profile").asText().equals("auth"),
                node.get("level").asText(),
                stream(node.get("steps")).map(GoldenCases::step).toList(),
                stream(node.get("expect")).toList()));
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Step step(JsonNode node) {
    byte[] request;
    if (node.hasNonNull("rawBase64")) {
      request = Base64.getDecoder().decode(node.get("rawBase64").asText());
    } else {
      var head =
          new StringBuilder(
              node.get("method").asText() + " " + node.get("target").asText() + " HTTP/1.1\r\n");
      node.get("headers")
          .forEach(h -> head.append(h.get(0).asText() + ": " + h.get(1).asText() + "\r\n"));
      byte[] headBytes = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
      byte[] body = Base64.getDecoder().decode(node.get("bodyBase64").asText());
      request = java.util.Arrays.copyOf(headBytes, headBytes.length + body.length);
      System.arraycopy(body, 0, request, headBytes.length, body.length);
    }
    String text = new String(request, StandardCharsets.ISO_8859_1);
    String target = text.split("[ \r\n]", 3)[1];
    return new Step(
        request,
        text.indexOf("\r\n\r\n") + 4,
        node.hasNonNull("conn") ? node.get("conn").asText() : null,
        node.hasNonNull("responses") ? node.get("responses").asInt() : 1,
        node.path("expectContinue").asBoolean(false),
        target.split("[?#]", 2)[0]);
  }

  private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
