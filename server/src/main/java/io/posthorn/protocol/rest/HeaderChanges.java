package io.posthorn.protocol.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.message.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Headers as a request gives them, {@code {"X-A":"1"}}: null takes one away, and the mask under
 * which a credential is shown keeps the value that it has. No credential is kept for another server
 * than it was given for: who may change where a request goes need not be who may know what it
 * carries.
 */
final class HeaderChanges {
  /** What is shown instead of a credential. */
  static final String MASK = "***";

  private final String field;
  private final List<Given> given;

  private HeaderChanges(String field, List<Given> given) {
    this.field = field;
    this.given = given;
  }

  /** A header, or, without a value, the name of one that goes. */
  private record Given(String name, @Nullable Header header) {
    boolean isMasked() {
      return header != null && header.isCredential() && header.value().equals(MASK);
    }

    boolean sets(Header other) {
      return header != null && !isMasked() && header.is(other.name());
    }
  }

  /** Reads {@code node}, the value of {@code field}. */
  static HeaderChanges read(String field, JsonNode node) {
    if (node.isNull()) {
      return new HeaderChanges(field, List.of());
    }
    if (!node.isObject()) {
      throw ProblemException.badField(
          field, field + ": no object (expected: an object of names and values)");
    }
    // Before each is compared with all others.
    if (node.size() > BrokerLimits.MAX_HEADERS) {
      throw ProblemException.beyondLimit(
          field,
          field + ": " + node.size() + " (expected: at most " + BrokerLimits.MAX_HEADERS + ")");
    }
    List<Given> given = new ArrayList<>(node.size());
    for (Map.Entry<String, JsonNode> one : node.properties()) {
      if (given.stream().anyMatch(other -> other.name().equalsIgnoreCase(one.getKey()))) {
        throw ProblemException.badField(
            field, field + ": '" + one.getKey() + "' given twice (expected: once)");
      }
      given.add(given(field, one.getKey(), one.getValue()));
    }
    return new HeaderChanges(field, given);
  }

  /** None. */
  static HeaderChanges none(String field) {
    return new HeaderChanges(field, List.of());
  }

  /** These, and one more header that is set. */
  HeaderChanges and(String name, String value) {
    List<Given> all = new ArrayList<>(given);
    all.add(new Given(name, header(field, name, value)));
    return new HeaderChanges(field, all);
  }

  /** Whether a value that must be there already is asked for. */
  boolean keeps() {
    return given.stream().anyMatch(Given::isMasked);
  }

  /**
   * {@code base} with these changes.
   *
   * @param kept where masked values come from
   */
  List<Header> applied(List<Header> base, List<Header> kept) {
    if (given.isEmpty()) {
      return base;
    }
    List<Header> headers = new ArrayList<>(base);
    for (Given one : given) {
      headers.removeIf(header -> header.is(one.name()));
      Header header = one.header();
      if (header != null) {
        headers.add(one.isMasked() ? kept(one.name(), kept) : header);
      }
    }
    return headers;
  }

  /**
   * Refuses credentials that are kept.
   *
   * @param headers what came of these changes, for a url of another origin than before
   */
  List<Header> withoutKept(List<Header> headers) {
    for (Header header : headers) {
      if (header.isCredential() && given.stream().noneMatch(one -> one.sets(header))) {
        String path = field + "." + header.name();
        throw ProblemException.badField(
            path,
            path
                + ": kept while the url's origin changes (expected: give it anew, or null; a"
                + " credential goes to no other server than it was given for)");
      }
    }
    return headers;
  }

  private Header kept(String name, List<Header> kept) {
    return kept.stream()
        .filter(header -> header.is(name))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.badField(
                    field + "." + name,
                    field
                        + "."
                        + name
                        + ": '***' (expected: a value; there is none that could be kept)"));
  }

  private static Given given(String field, String name, JsonNode value) {
    if (value.isNull()) {
      return new Given(name, null);
    }
    if (!value.isTextual()) {
      String path = field + "." + name;
      throw ProblemException.badField(path, path + ": no string (expected: one, or null)");
    }
    return new Given(name, header(field, name, value.textValue()));
  }

  private static Header header(String field, String name, String value) {
    String path = field + "." + name;
    if (!Utf8.isEncodable(value)) {
      throw ProblemException.badField(
          path, path + ": half of a surrogate pair (expected: Unicode text)");
    }
    try {
      return new Header(name, value).requireSettable();
    } catch (IllegalArgumentException e) {
      throw ProblemException.badField(path, field + ": " + e.getMessage());
    }
  }
}
