package io.posthorn.cli.sink;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a sink has received. Any thread may ask. */
final class Totals {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SeenIds ids;
  private final int bound;
  private final Map<Integer, Long> byStatus = new TreeMap<>();
  private long requests;
  private long duplicates;
  private long withoutId;
  private long beyondBound;
  private long validSignatures;
  private long invalidSignatures;
  private @Nullable Instant first;
  private @Nullable Instant last;

  /**
   * @param bound most ids that are told apart
   * @param counting whether {@link #arrived} tells how often an id came before
   */
  Totals(int bound, boolean counting) {
    this.bound = bound;
    this.ids = new SeenIds(bound, counting);
  }

  /**
   * Counts a request; answers how many came before with the same id, or, when it has none, without
   * one; {@link SeenIds#NO_ROOM} when its id is beyond the bound.
   */
  synchronized long arrived(Instant now, @Nullable String id) {
    requests++;
    if (first == null) {
      first = now;
    }
    last = now;
    if (id == null) {
      return withoutId++;
    }
    int before = ids.see(id);
    if (before == SeenIds.NO_ROOM) {
      beyondBound++;
    } else if (before > 0) {
      duplicates++;
    }
    return before;
  }

  /** Counts what a request is answered. */
  synchronized void answered(int status) {
    byStatus.merge(status, 1L, Long::sum);
  }

  /** Counts a verified signature. */
  synchronized void verified(boolean valid) {
    if (valid) {
      validSignatures++;
    } else {
      invalidSignatures++;
    }
  }

  /** As one JSON object. */
  synchronized byte[] json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("requests", requests);
    root.put("distinctIds", ids.size());
    root.put("duplicates", duplicates);
    root.put("withoutId", withoutId);
    root.put("beyondBound", beyondBound);
    ObjectNode statuses = root.putObject("byStatus");
    byStatus.forEach((status, count) -> statuses.put(Integer.toString(status), count));
    if (validSignatures + invalidSignatures > 0) {
      root.putObject("signatures").put("valid", validSignatures).put("invalid", invalidSignatures);
    }
    root.put("firstRequestAt", first == null ? null : first.toString());
    root.put("lastRequestAt", last == null ? null : last.toString());
    return (root + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** As a few lines for people. */
  synchronized String text() {
    var text = new StringBuilder();
    text.append(
        format(
            "%,d requests: %,d distinct ids, %,d that came again, %,d without an id%n",
            requests, ids.size(), duplicates, withoutId));
    if (beyondBound > 0) {
      text.append(
          format(
              "%,d more had ids beyond the %,d that are told apart: there may be more distinct ids,"
                  + " and more that came again%n",
              beyondBound, bound));
    }
    byStatus.forEach((status, count) -> text.append(format("%,d answered %d%n", count, status)));
    if (validSignatures + invalidSignatures > 0) {
      text.append(
          format("signatures: %,d valid, %,d INVALID%n", validSignatures, invalidSignatures));
    }
    if (first != null) {
      text.append(format("first at %s, last at %s%n", first, last));
    }
    return text.toString();
  }

  private static String format(String format, @Nullable Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}
