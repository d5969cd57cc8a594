package io.posthorn.benchmarks.delivery;

/** Tasks as the native API takes them. */
final class Task {
  private Task() {}

  /**
   * A POST of {@code body} to {@code url}.
   *
   * @param body text that needs no escapes
   * @param more further fields, as in {@code "visibleAt":"..."}; may be empty
   */
  static String json(String url, String body, String more) {
    return "{\"url\":\""
        + url
        + "\",\"method\":\"POST\",\"headers\":{\"Content-Type\":\"text/plain\"},\"body\":\""
        + body
        + '"'
        + (more.isEmpty() ? "" : "," + more)
        + '}';
  }
}
