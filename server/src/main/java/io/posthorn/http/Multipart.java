package io.posthorn.http;

import io.posthorn.message.Body;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Fields written as {@code multipart/form-data}, the way the form-data library of Node writes them:
 * no type and no length for a part, boundaries of dashes and 24 digits.
 *
 * @param contentType names the boundary
 * @param body the parts; empty when there are no fields
 */
public record Multipart(String contentType, Body body) {
  private static final String DASHES = "--------------------------";
  private static final int DIGITS = 24;

  /** Writes {@code fields} in their order; {@code random} draws the boundary. */
  public static Multipart of(Map<String, String> fields, RandomGenerator random) {
    var boundary = new StringBuilder(DASHES.length() + DIGITS).append(DASHES);
    for (int i = 0; i < DIGITS; i++) {
      boundary.append((char) ('0' + random.nextInt(10)));
    }
    var body = new StringBuilder();
    fields.forEach(
        (name, value) ->
            body.append("--")
                .append(boundary)
                .append("\r\nContent-Disposition: form-data; name=\"")
                .append(escaped(name))
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
    if (!fields.isEmpty()) {
      body.append("--").append(boundary).append("--\r\n");
    }
    return new Multipart("multipart/form-data;boundary=" + boundary, Body.ofUtf8(body.toString()));
  }

  /** As browsers do, so that no name ends its header. */
  private static String escaped(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }
}
