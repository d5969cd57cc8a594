package io.posthorn.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the description of the API (OpenAPI 3.1) as a page for readers. Used once. */
final class ApiHtml {
  private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

  private final JsonNode root;
  private final Markup out = new Markup();
  private final ApiSchemas schemas = new ApiSchemas(out);

  /** An operation and where it is. */
  private record Operation(String method, String path, JsonNode item, JsonNode node) {
    String id() {
      return node.path("operationId").asText();
    }
  }

  private ApiHtml(JsonNode root) {
    this.root = root;
  }

  /** The page of the description {@code root}; it names {@code base.css} and {@code docs.css}. */
  static String of(JsonNode root) {
    var page = new ApiHtml(root);
    page.out.element("html", page::page, "lang", "en");
    return page.out.toString();
  }

  private void page() {
    out.element("head", this::head).line();
    out.element(
        "body",
        () -> {
          out.element("a", "Skip to the content", "class", "skip", "href", "#content");
          out.element("header", this::bar, "class", "bar").line();
          out.element("main", this::content, "id", "content", "tabindex", "-1");
        });
  }

  private void head() {
    out.single("meta", "charset", "utf-8");
    out.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.single("meta", "name", "color-scheme", "content", "light dark");
    out.element("title", title());
    out.single("link", "rel", "icon", "href", "@version@/icon.svg", "type", "image/svg+xml");
    out.single("link", "rel", "stylesheet", "href", "@version@/base.css");
    out.single("link", "rel", "stylesheet", "href", "@version@/docs.css");
  }

  private void bar() {
    out.element(
        "div",
        () -> {
          out.element("a", "Posthorn", "class", "brand", "href", "/");
          out.element(
              "nav",
              () ->
                  out.element(
                      "ul",
                      () -> {
                        out.element("li", () -> out.element("a", "Console", "href", Console.PATH));
                        out.element(
                            "li", () -> out.element("a", "OpenAPI", "href", "/openapi.yaml"));
                      }),
              "aria-label",
              "Posthorn");
        },
        "class",
        "bar-in");
  }

  private String title() {
    return root.at("/info/title").asText() + " API, version " + root.at("/info/version").asText();
  }

  private void content() {
    out.element("h1", title());
    out.element("p", root.at("/info/summary").asText());
    out.element("p", root.at("/info/description").asText());
    keys();
    contents();
    for (JsonNode tag : root.path("tags")) {
      out.line().element("h2", tag.path("description").asText(), "id", tag.path("name").asText());
      operations(tag).forEach(this::operation);
    }
    out.line().element("h2", "Types", "id", "types");
    for (Map.Entry<String, JsonNode> each : root.at("/components/schemas").properties()) {
      out.line().element("section", () -> schema(each.getKey(), each.getValue()));
    }
  }

  private void keys() {
    out.element(
        "ul",
        () -> {
          for (JsonNode scheme : root.at("/components/securitySchemes")) {
            out.element(
                "li",
                () ->
                    out.element("code", "Authorization: " + scheme.path("scheme").asText())
                        .text(" " + scheme.path("description").asText()));
          }
        },
        "class",
        "fields");
  }

  private void contents() {
    out.element(
        "nav",
        () -> {
          for (JsonNode tag : root.path("tags")) {
            String name = tag.path("name").asText();
            out.element(
                "p", () -> out.element("a", tag.path("description").asText(), "href", "#" + name));
            out.element("ul", () -> operations(tag).forEach(this::entry));
          }
          out.element("p", () -> out.element("a", "Types", "href", "#types"));
        },
        "class",
        "contents",
        "aria-label",
        "Contents");
  }

  private void entry(Operation operation) {
    out.element(
        "li",
        () ->
            out.element("a", () -> call(operation), "href", "#" + operation.id())
                .text(" " + operation.node().path("summary").asText()));
  }

  private void call(Operation operation) {
    out.element("b", operation.method()).text(" ").element("code", operation.path());
  }

  private List<Operation> operations(JsonNode tag) {
    List<Operation> found = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (String method : METHODS) {
        JsonNode node = path.getValue().path(method);
        if (node.path("tags").path(0).equals(tag.path("name"))) {
          String upper = method.toUpperCase(Locale.ROOT);
          found.add(new Operation(upper, path.getKey(), path.getValue(), node));
        }
      }
    }
    return found;
  }

  private void operation(Operation operation) {
    JsonNode node = operation.node();
    out.line()
        .element(
            "section",
            () -> {
              out.element("h3", () -> call(operation), "id", operation.id());
              out.element("p", node.path("summary").asText(), "class", "summary");
              out.element("p", node.path("description").asText(""));
              boolean open = node.has("security") && node.path("security").isEmpty();
              out.element("p", open ? "No key is asked for." : "");
              parameters(operation);
              body(resolved(node.path("requestBody")));
              answers(node.path("responses"));
              errors(node.path("x-errors"));
            });
  }

  private void parameters(Operation operation) {
    List<JsonNode> all = new ArrayList<>();
    operation.item().path("parameters").forEach(each -> all.add(resolved(each)));
    operation.node().path("parameters").forEach(each -> all.add(resolved(each)));
    if (all.isEmpty()) {
      return;
    }
    out.element("h4", "Parameters");
    out.element("ul", () -> all.forEach(this::parameter), "class", "fields");
  }

  private void parameter(JsonNode parameter) {
    out.element("li", () -> named(parameter.path("name").asText(), parameter));
  }

  private void named(String name, JsonNode parameter) {
    out.element("code", name).text(" ");
    out.element(
        "span",
        () -> {
          String in = parameter.path("in").asText("");
          out.text(in.isEmpty() ? "" : in.equals("path") ? "in the path: " : "in the " + in + ": ");
          schemas.type(parameter.path("schema"));
        },
        "class",
        "kind");
    out.element("p", parameter.path("description").asText(""));
  }

  private void body(JsonNode body) {
    if (!body.isMissingNode()) {
      out.element("h4", "Body");
      media(body.path("content"));
    }
  }

  private void media(JsonNode content) {
    for (Map.Entry<String, JsonNode> media : content.properties()) {
      JsonNode schema = media.getValue().path("schema");
      boolean any = media.getKey().equals("*/*");
      out.element(
          "p",
          () -> {
            out.element("code", any ? "any type" : media.getKey()).text(" ");
            out.element("span", () -> schemas.type(schema), "class", "kind");
          });
      schemas.fields(schema);
      JsonNode example = media.getValue().path("example");
      String text = example.isTextual() ? example.asText() : example.toPrettyString();
      out.element("pre", example.isMissingNode() ? "" : text.strip());
    }
  }

  private void answers(JsonNode responses) {
    out.element("h4", "Answers");
    out.element(
        "ul",
        () -> {
          for (Map.Entry<String, JsonNode> each : responses.properties()) {
            out.element("li", () -> answer(each.getKey(), resolved(each.getValue())));
          }
        },
        "class",
        "fields");
  }

  private void answer(String status, JsonNode response) {
    out.element("code", status.equals("default") ? "any other" : status)
        .text(" " + response.path("description").asText());
    media(response.path("content"));
    if (!response.path("headers").isEmpty()) {
      out.element(
          "ul",
          () -> {
            for (Map.Entry<String, JsonNode> each : response.path("headers").properties()) {
              out.element("li", () -> named(each.getKey(), each.getValue()));
            }
          },
          "class",
          "fields");
    }
  }

  private void errors(JsonNode codes) {
    if (!codes.isEmpty()) {
      out.element("h4", "Errors");
      out.element(
          "p",
          () -> codes.forEach(code -> out.element("code", code.asText()).text(" ")),
          "class",
          "codes");
    }
  }

  private void schema(String name, JsonNode schema) {
    out.element("h3", name, "id", ApiSchemas.anchor(name));
    out.element("p", schema.path("description").asText(""));
    out.element("p", () -> schemas.type(schema), "class", "kind");
    schemas.fields(schema);
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode ref = node.path("$ref");
    return ref.isTextual() ? root.at(ref.asText().substring(1)) : node;
  }
}
