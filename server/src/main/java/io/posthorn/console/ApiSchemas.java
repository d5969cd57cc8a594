package io.posthorn.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes JSON schemas (2020-12), as far as the description of the API uses them, for readers. */
final class ApiSchemas {
  private static final String COMPONENT = "#/components/schemas/";

  private final Markup out;

  ApiSchemas(Markup out) {
    this.out = out;
  }

  /** Where the schema of that name is on the page. */
  static String anchor(String name) {
    return "schema-" + name;
  }

  /** What {@code schema} allows, in a line; a named one by its name. */
  void type(JsonNode schema) {
    String ref = schema.path("$ref").asText("");
    if (ref.startsWith(COMPONENT)) {
      String name = ref.substring(COMPONENT.length());
      out.element("a", name, "href", "#" + anchor(name));
      return;
    }
    if (schema.has("enum")) {
      out.text("one of ");
      list(schema.path("enum"));
    } else if (schema.has("const")) {
      out.element("code", schema.path("const").asText());
    } else if (schema.has("items")) {
      out.text("array of ");
      type(schema.path("items"));
    } else {
      out.text(names(schema.path("type")));
      if (schema.path("additionalProperties").isObject()) {
        out.text(", each ");
        type(schema.path("additionalProperties"));
      }
    }
    bounds(schema);
  }

  /** The fields of an object, or of those in an array, and what is in them; nothing of others. */
  void fields(JsonNode schema) {
    JsonNode object = schema.has("items") ? schema.path("items") : schema;
    for (JsonNode part : object.path("allOf")) {
      out.element("p", () -> out.text("All of ").element("span", () -> type(part)).text(", and:"));
    }
    if (object.path("properties").isEmpty()) {
      return;
    }
    List<String> required = new ArrayList<>();
    object.path("required").forEach(each -> required.add(each.asText()));
    out.element(
        "ul",
        () -> {
          for (Map.Entry<String, JsonNode> field : object.path("properties").properties()) {
            out.element("li", () -> field(field, required.contains(field.getKey())));
          }
        },
        "class",
        "fields");
  }

  private void field(Map.Entry<String, JsonNode> field, boolean required) {
    JsonNode schema = field.getValue();
    out.element("code", field.getKey()).text(" ");
    out.element(
        "span",
        () -> {
          type(schema);
          out.text(required ? ", always there" : "");
        },
        "class",
        "kind");
    out.element("p", schema.path("description").asText(""));
    fields(schema);
  }

  private static String names(JsonNode type) {
    if (type.isMissingNode()) {
      return "anything";
    }
    List<String> names = new ArrayList<>();
    if (type.isArray()) {
      type.forEach(each -> names.add(each.asText()));
    } else {
      names.add(type.asText());
    }
    return String.join(" or ", names);
  }

  private void list(JsonNode values) {
    String separator = "";
    for (JsonNode value : values) {
      out.text(separator).element("code", value.asText());
      separator = ", ";
    }
  }

  private void bounds(JsonNode schema) {
    range(schema.path("minimum"), schema.path("maximum"), "");
    range(schema.path("minLength"), schema.path("maxLength"), " characters");
    range(schema.path("minItems"), schema.path("maxItems"), " items");
    bound(schema, "format", "as ");
    bound(schema, "pattern", "like ");
    bound(schema, "default", "default ");
  }

  private void range(JsonNode least, JsonNode most, String unit) {
    if (!least.isMissingNode() && !most.isMissingNode()) {
      out.text(", " + least.asText() + " to " + most.asText() + unit);
    } else if (!least.isMissingNode()) {
      out.text(", at least " + least.asText() + unit);
    } else if (!most.isMissingNode()) {
      out.text(", at most " + most.asText() + unit);
    }
  }

  private void bound(JsonNode schema, String keyword, String words) {
    if (schema.has(keyword)) {
      out.text(", " + words).element("code", schema.path(keyword).asText());
    }
  }
}
