package io.posthorn.cli.importing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an HTTPSQS queue stands, as {@code status_json} tells it.
 *
 * @param max its positions ({@code maxqueue})
 * @param put position of the last message put; 0 = none yet
 * @param get position of the last message got; 0 = none yet
 */
record RingPosition(long max, long put, long get) {
  // By pattern: the original does not escape the name, which then is no JSON.
  private static final Pattern STATUS =
      Pattern.compile(
          "\"maxqueue\":(\\d{1,18}),\"putpos\":(\\d{1,18}),\"putlap\":\\d,\"getpos\":(\\d{1,18})");

  /** Asks {@code server} for the queue whose encoded name is {@code name}. */
  static RingPosition of(HttpsqsServer server, String name) {
    String status = server.call(HttpsqsServer.Call.of("name=" + name + "&opt=status_json")).text();
    Matcher found = STATUS.matcher(status);
    if (!found.find()) {
      throw new ImportException(
          server + " answered '" + status.strip() + "' (expected: the status_json of HTTPSQS 1.7)");
    }
    return new RingPosition(
        Long.parseLong(found.group(1)),
        Long.parseLong(found.group(2)),
        Long.parseLong(found.group(3)));
  }

  /** Whether put has begun another lap, and get has not. */
  boolean isLapped() {
    return put < get;
  }

  /** Messages that were not got yet. */
  long unread() {
    return isLapped() ? max - get + put : put - get;
  }

  @Override
  public String toString() {
    return "putpos " + put + ", getpos " + get + ", maxqueue " + max;
  }
}
