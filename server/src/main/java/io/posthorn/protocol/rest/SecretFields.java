package io.posthorn.protocol.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.message.SigningSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes signing secrets. None is ever shown: an id, made of its hash, stands for it, and
 * keeps it where it is given instead.
 */
final class SecretFields {
  private static final List<String> KNOWN = List.of("id", "secret", "until");
  private static final int ID_BYTES = 4;

  private SecretFields() {}

  /** Reads {@code node}, the value of {@code field}; ids stand for one of {@code kept}. */
  static List<SigningSecret> read(String field, JsonNode node, List<SigningSecret> kept) {
    if (node.isNull()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw ProblemException.badField(field, field + ": no array (expected: an array)");
    }
    // Before each is compared with all others.
    if (node.size() > BrokerLimits.MAX_SECRETS) {
      throw ProblemException.beyondLimit(
          field,
          field + ": " + node.size() + " (expected: at most " + BrokerLimits.MAX_SECRETS + ")");
    }
    List<SigningSecret> secrets = new ArrayList<>(node.size());
    for (JsonNode one : node) {
      String path = field + "[" + secrets.size() + "]";
      SigningSecret secret = one(path, one, kept);
      if (secrets.stream().anyMatch(other -> other.secret().equals(secret.secret()))) {
        throw ProblemException.badField(path, path + ": given twice (expected: once)");
      }
      secrets.add(secret);
    }
    return secrets;
  }

  /** Whether {@code node} has ids, which stand for secrets that must be there already. */
  static boolean keeps(JsonNode node) {
    for (JsonNode one : node) {
      if (one.hasNonNull("id")) {
        return true;
      }
    }
    return false;
  }

  static void write(List<SigningSecret> secrets, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("secrets");
    for (SigningSecret secret : secrets) {
      out.writeStartObject();
      out.writeStringField("id", id(secret));
      if (secret.until() == null) {
        out.writeNullField("until");
      } else {
        MessageJson.instant("until", secret.until(), out);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** What stands for {@code secret}: the first bytes of its SHA-256. */
  static String id(SigningSecret secret) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(secret.secret().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static SigningSecret one(String path, JsonNode node, List<SigningSecret> kept) {
    if (node.isTextual()) {
      return secret(path, node.textValue(), null);
    }
    if (!node.isObject()) {
      throw ProblemException.badField(
          path, path + ": neither string nor object (expected: one of them)");
    }
    var fields = new Fields(node, KNOWN, path + ".");
    if (fields.given("id") == fields.given("secret")) {
      throw ProblemException.badField(
          path,
          path
              + ": "
              + (fields.given("id") ? "both" : "none")
              + " of id and secret (expected: exactly one)");
    }
    Instant until =
        fields.given("until") ? Rfc3339.parse(path + ".until", fields.text("until")) : null;
    if (fields.given("secret")) {
      JsonNode secret = fields.node("secret");
      // Not by Fields, whose errors show what was sent.
      if (!secret.isTextual()) {
        throw ProblemException.badField(
            path + ".secret", path + ".secret: no string (expected: one)");
      }
      return secret(path + ".secret", secret.textValue(), until);
    }
    SigningSecret old = kept(path + ".id", fields.text("id"), kept);
    return new SigningSecret(old.secret(), fields.has("until") ? until : old.until());
  }

  private static SigningSecret kept(String path, String id, List<SigningSecret> kept) {
    return kept.stream()
        .filter(secret -> id(secret).equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.badField(
                    path, path + ": '" + id + "' (expected: the id of a secret that is there)"));
  }

  private static SigningSecret secret(String path, String text, @Nullable Instant until) {
    try {
      return new SigningSecret(text, until);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField(path, path + ": " + e.getMessage());
    }
  }
}
