package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.message.Durations;
import io.posthorn.message.Header;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.HttpTarget.RetryOn;
import io.posthorn.message.TargetUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads and writes where and how a push queue delivers. */
final class TargetFields {
  static final List<String> KNOWN =
      List.of(
          "url",
          "method",
          "headers",
          "basic",
          "bearer",
          "connectTimeout",
          "timeout",
          "successStatus",
          "retryOn",
          "redirects",
          "secrets");

  private static final List<String> BASIC = List.of("user", "password");
  private static final String AUTHORIZATION = "Authorization";
  private static final int MAX_REDIRECTS = 20;

  private TargetFields() {}

  /**
   * {@code current} changed by {@code fields}; null stands for the value in {@code defaults}.
   *
   * @param kept where masked credentials and ids of secrets come from: what is there now
   */
  static HttpTarget read(Fields fields, HttpTarget current, HttpTarget defaults, HttpTarget kept) {
    String url = fields.has("url") ? textOrNull(fields, "url") : current.url();
    String retryOn =
        fields.choice(
            "retryOn", labels(), fields.has("retryOn") ? label(defaults) : label(current));
    return new HttpTarget(
        url,
        method(fields, current, defaults),
        headers(fields, current, kept, TargetUrl.isSameOrigin(kept.url(), url)),
        fields.duration("connectTimeout", current.connectTimeout(), defaults.connectTimeout()),
        fields.duration("timeout", current.timeout(), defaults.timeout()),
        !fields.has("successStatus")
            ? current.success()
            : fields.isNull("successStatus")
                ? defaults.success()
                : CallFields.success(fields.path("successStatus"), fields.node("successStatus")),
        RetryOn.valueOf(retryOn.toUpperCase(Locale.ROOT)),
        (int)
            fields.number("redirects", current.redirects(), defaults.redirects(), 0, MAX_REDIRECTS),
        fields.has("secrets")
            ? SecretFields.read(fields.path("secrets"), fields.node("secrets"), kept.secrets())
            : current.secrets());
  }

  /** Whether {@code target} asks for credentials or secrets that must be there already. */
  static boolean keeps(JsonNode target) {
    for (JsonNode header : target.path("headers")) {
      if (header.asText().equals(HeaderChanges.MASK)) {
        return true;
      }
    }
    return SecretFields.keeps(target.path("secrets"));
  }

  static void write(HttpTarget target, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("target");
    if (target.url() == null) {
      out.writeNullField("url");
    } else {
      out.writeStringField("url", target.url());
    }
    out.writeStringField("method", target.method());
    CallFields.write(target.headers(), out);
    out.writeStringField("connectTimeout", Durations.format(target.connectTimeout()));
    out.writeStringField("timeout", Durations.format(target.timeout()));
    CallFields.write(target.success(), out);
    out.writeStringField("retryOn", label(target));
    out.writeNumberField("redirects", target.redirects());
    SecretFields.write(target.secrets(), out);
    out.writeEndObject();
  }

  private static List<String> labels() {
    return List.of("failure", "unreached", "always");
  }

  private static String label(HttpTarget target) {
    return QueueConfigJson.lower(target.retryOn());
  }

  private static @Nullable String textOrNull(Fields fields, String name) {
    return fields.isNull(name) ? null : fields.text(name);
  }

  private static String method(Fields fields, HttpTarget current, HttpTarget defaults) {
    if (!fields.has("method")) {
      return current.method();
    }
    return fields.isNull("method")
        ? defaults.method()
        : CallFields.method(fields.path("method"), fields.text("method"));
  }

  private static List<Header> headers(
      Fields fields, HttpTarget current, HttpTarget kept, boolean stays) {
    boolean none = fields.has("headers") && fields.isNull("headers");
    List<Header> base = none ? List.of() : current.headers();
    HeaderChanges changes =
        fields.given("headers")
            ? HeaderChanges.read(fields.path("headers"), fields.node("headers"))
            : HeaderChanges.none(fields.path("headers"));
    String authorization = authorization(fields);
    if (authorization != null) {
      if (fields.given("headers") && hasAuthorization(fields.node("headers"))) {
        throw ProblemException.badField(
            fields.path("headers"),
            fields.path("headers")
                + ": Authorization beside basic or bearer (expected: at most one of them)");
      }
      changes = changes.and(AUTHORIZATION, authorization);
    }
    List<Header> headers = changes.applied(base, kept.headers());
    if (authorization == null && (fields.has("basic") || fields.has("bearer"))) {
      headers = headers.stream().filter(header -> !header.is(AUTHORIZATION)).toList();
    }
    return stays ? headers : changes.withoutKept(headers);
  }

  private static boolean hasAuthorization(JsonNode headers) {
    for (var names = headers.fieldNames(); names.hasNext(); ) {
      if (names.next().equalsIgnoreCase(AUTHORIZATION)) {
        return true;
      }
    }
    return false;
  }

  /** The value that basic or bearer stand for; null = neither is given. */
  private static @Nullable String authorization(Fields fields) {
    if (fields.given("basic") && fields.given("bearer")) {
      throw ProblemException.badField(
          fields.path("bearer"), fields.path("bearer") + ": given beside basic (expected: one)");
    }
    if (fields.given("bearer")) {
      return "Bearer " + secret(fields, "bearer");
    }
    if (!fields.given("basic")) {
      return null;
    }
    String path = fields.path("basic");
    // Not by Fields, whose errors show what was sent.
    if (!fields.node("basic").isObject()) {
      throw ProblemException.badField(
          path, path + ": no object (expected: an object of user and password)");
    }
    Fields basic = fields.object("basic", BASIC);
    String user = secret(basic, "user");
    if (user.indexOf(':') >= 0) {
      throw ProblemException.badField(
          basic.path("user"), basic.path("user") + ": with a colon (expected: none)");
    }
    String pair = user + ":" + secret(basic, "password");
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** A string that no error shows. */
  private static String secret(Fields fields, String name) {
    String path = fields.path(name);
    if (!fields.given(name) || !fields.node(name).isTextual()) {
      throw ProblemException.badField(path, path + ": no string (expected: one)");
    }
    String text = fields.node(name).textValue();
    if (!Utf8.isEncodable(text)) {
      throw ProblemException.badField(
          path, path + ": half of a surrogate pair (expected: Unicode text)");
    }
    return text;
  }
}
