package io.posthorn.protocol.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posthorn.ServerFixture;
import io.posthorn.protocol.rest.ApiContract.Operation;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests made of nothing but the OpenAPI document: its parameters and bodies by its examples. */
public final class ApiExamples {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ApiContract document;

  /** What a test asks with in the place of an example. */
  @FunctionalInterface
  public interface Choice {
    /**
     * What to send as {@code name}, which is of {@code format} (empty = none) and has {@code
     * example}, unless null; null = leave it out.
     */
    @Nullable String of(String name, String format, @Nullable String example);
  }

  /** A request; {@code body} is null where there is none. */
  public record Request(
      String method, String path, String query, String type, @Nullable String body) {
    /** Path and query. */
    public String target() {
      return query.isEmpty() ? path : path + "?" + query;
    }

    /** Sends it, but to {@code target}. */
    public HttpResponse<String> sentTo(
        ServerFixture server, @Nullable String authorization, String target) {
      return server.send(authorization, method, target, body, "Content-Type", type);
    }
  }

  /** Of {@code document}. */
  public ApiExamples(ApiContract document) {
    this.document = document;
  }

  /** As the examples have it. */
  Request of(Operation operation) {
    return of(operation, (name, format, example) -> example);
  }

  /** As {@code choice} has it. */
  public Request of(Operation operation, Choice choice) {
    String path = operation.path();
    List<String> query = new ArrayList<>();
    for (JsonNode parameter : document.parameters(operation)) {
      String name = parameter.path("name").asText();
      List<String> values = new ArrayList<>();
      if (operation.choice().startsWith(name + "=")) {
        values.add(operation.choice().substring(name.length() + 1));
      } else {
        JsonNode value = value(name, parameter.path("schema"), parameter.get("example"), choice);
        (value.isArray() ? value : NODES.arrayNode().add(value))
            .forEach(each -> values.add(each.asText()));
      }
      values.removeIf(String::isEmpty);
      switch (parameter.path("in").asText()) {
        case "path" -> path = path.replace("{" + name + "}", String.join(",", values));
        case "query" -> query.addAll(pairs(parameter, name, values));
        default -> {}
      }
    }
    return body(operation, choice, path, String.join("&", query));
  }

  private static List<String> pairs(JsonNode parameter, String name, List<String> values) {
    List<String> coded = values.stream().map(each -> URLEncoder.encode(each, UTF_8)).toList();
    boolean joined = !parameter.path("explode").asBoolean(true) && !coded.isEmpty();
    return (joined ? List.of(String.join(",", coded)) : coded)
        .stream().map(each -> name + "=" + each).toList();
  }

  private Request body(Operation operation, Choice choice, String path, String query) {
    JsonNode content = document.resolved(operation.node().path("requestBody")).path("content");
    if (content.isEmpty()) {
      return new Request(operation.method(), path, query, "text/plain", null);
    }
    Map.Entry<String, JsonNode> media = content.properties().iterator().next();
    JsonNode example = media.getValue().path("example");
    JsonNode whole = value("", media.getValue().path("schema"), example, choice);
    String type = media.getKey();
    String text =
        switch (type) {
          case "application/x-www-form-urlencoded" -> form(whole);
          default -> whole.isTextual() ? whole.asText() : whole.toString();
        };
    return new Request(
        operation.method(), path, query, type.equals("*/*") ? "text/plain" : type, text);
  }

  private static String form(JsonNode fields) {
    List<String> pairs = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      pairs.add(field.getKey() + "=" + URLEncoder.encode(field.getValue().asText(), UTF_8));
    }
    return String.join("&", pairs);
  }

  /** What to send for {@code example}: of an object field by field; missing = nothing. */
  private JsonNode value(
      String name, JsonNode unresolved, @Nullable JsonNode example, Choice choice) {
    JsonNode schema = document.resolved(unresolved);
    if (example != null && example.isObject()) {
      ObjectNode all = NODES.objectNode();
      for (Map.Entry<String, JsonNode> field : example.properties()) {
        JsonNode of = schema.path("properties").path(field.getKey());
        JsonNode value = value(field.getKey(), of, field.getValue(), choice);
        if (!value.isMissingNode()) {
          all.set(field.getKey(), value);
        }
      }
      return all;
    }
    if (example != null && example.isArray()) {
      var all = NODES.arrayNode();
      example.forEach(each -> all.add(value(name, schema.path("items"), each, choice)));
      return all;
    }
    String given = example == null || example.isNull() ? null : example.asText();
    String chosen = choice.of(name, schema.path("format").asText(), given);
    if (chosen == null) {
      return example != null && example.isNull() ? example : NODES.missingNode();
    }
    return chosen.equals(given) ? example : NODES.textNode(chosen);
  }
}
