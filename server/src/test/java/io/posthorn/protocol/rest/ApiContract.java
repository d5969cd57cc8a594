package io.posthorn.protocol.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The OpenAPI document, and what it says of an answer. */
public final class ApiContract {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ApiContract DOCUMENT = of(ApiDocument.bytes());

  /**
   * An operation of the document. One whose query says what to do ({@code opt} of HTTPSQS) counts
   * as several; {@code choice} is {@code opt=put} then, and else empty.
   */
  public record Operation(
      String method, String path, String choice, JsonNode item, JsonNode node, Pattern pattern) {
    /**
     * Its name in the table of {@code docs/security.md}, which says once what HTTPSQS takes by
     * another method, or by another name.
     */
    public String row() {
      return choice.isEmpty()
          ? toString()
          : "GET " + path + "?" + choice.replace("status_json", "status");
    }

    @Override
    public String toString() {
      return method + " " + path + (choice.isEmpty() ? "" : "?" + choice);
    }
  }

  private final JsonNode root;
  private final List<Operation> operations = new ArrayList<>();
  private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

  private ApiContract(byte[] yaml) {
    try {
      root = YAMLMapper.builder().build().readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          for (String choice : choices(path.getValue())) {
            operations.add(
                new Operation(
                    method.getKey().toUpperCase(Locale.ROOT),
                    path.getKey(),
                    choice,
                    path.getValue(),
                    method.getValue(),
                    pattern(path.getKey())));
          }
        }
      }
    }
  }

  /** The document of the class path. */
  static ApiContract document() {
    return DOCUMENT;
  }

  /** A document that a server gave. */
  public static ApiContract of(byte[] yaml) {
    return new ApiContract(yaml);
  }

  private static List<String> choices(JsonNode item) {
    List<String> choices = new ArrayList<>();
    for (JsonNode parameter : item.path("parameters")) {
      if (parameter.path("name").asText().equals("opt")) {
        parameter.at("/schema/enum").forEach(each -> choices.add("opt=" + each.asText()));
      }
    }
    return choices.isEmpty() ? List.of("") : choices;
  }

  private static Pattern pattern(String path) {
    return Pattern.compile(path.replace(".", "\\.").replaceAll("\\{[a-z]+}", "[^/]+"));
  }

  JsonNode root() {
    return root;
  }

  /** All there are, in the order of the document. */
  public List<Operation> operations() {
    return operations;
  }

  /** Parameters of an operation and of its path, references followed. */
  List<JsonNode> parameters(Operation operation) {
    var all = new ArrayList<JsonNode>();
    operation.item().path("parameters").forEach(each -> all.add(resolved(each)));
    operation.node().path("parameters").forEach(each -> all.add(resolved(each)));
    return all;
  }

  /** What is there, references followed. */
  JsonNode resolved(JsonNode node) {
    JsonNode ref = node.path("$ref");
    return ref.isTextual() ? resolved(root.at(ref.asText().substring(1))) : node;
  }

  /** What is wrong with an answer; empty = nothing. */
  String faults(String method, String target, int status, String contentType, byte[] body) {
    String path = target.replaceFirst("\\?.*", "");
    Operation operation = null;
    for (Operation each : operations) {
      if (each.method().equals(method)
          && each.pattern().matcher(path).matches()
          && (operation == null || operation.path().contains("{id}"))) {
        operation = each;
      }
    }
    if (operation == null) {
      boolean refused = status == 400 || status == 404 || status == 405 || status >= 411;
      return refused ? "" : method + " " + path + " is no operation, but was answered " + status;
    }
    JsonNode responses = operation.node().path("responses");
    JsonNode response = resolved(responses.path(Integer.toString(status)));
    if (response.isMissingNode()) {
      if (status < 400) {
        return operation + " answered " + status + ", which is not documented";
      }
      response = resolved(responses.path("default"));
    }
    return bodyFaults(operation, status, response, contentType, body);
  }

  private String bodyFaults(
      Operation operation, int status, JsonNode response, String contentType, byte[] body) {
    String type = contentType.replaceFirst(";.*", "");
    JsonNode media = response.path("content").path(type);
    if (media.isMissingNode()) {
      boolean free = response.path("content").has("*/*") || body.length == 0;
      return free ? "" : operation + " answered " + status + " with a " + type;
    }
    if (!type.endsWith("json")) {
      return "";
    }
    try {
      JsonSchema schema =
          schemas.computeIfAbsent(operation + " " + status, key -> schema(media.path("schema")));
      Set<ValidationMessage> messages = schema.validate(JSON.readTree(body));
      return messages.isEmpty() ? "" : operation + " " + status + ": " + messages;
    } catch (IOException e) {
      return operation + " answered no JSON: " + e;
    }
  }

  private JsonSchema schema(JsonNode schema) {
    ObjectNode whole = JSON.createObjectNode();
    whole.putArray("allOf").add(schema);
    whole.set("components", root.path("components"));
    return factory.getSchema(whole);
  }
}
