package io.posthorn.cli.importing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posthorn.redis.RedisReader.Scored;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A task as HTQ has it in a sorted set: since July 2021 JSON with url, header, method and data,
 * before that the bare url; the score is when it is due, in milliseconds.
 *
 * @param member as it is stored, a char for each byte
 * @param url with the suffix that made it unique; null = there is none
 * @param task what is stored besides
 * @param due epoch milliseconds
 * @param runs how often it ran, as the queue's counters say; 0 = not yet, or it has no counter
 */
record HtqEntry(String member, @Nullable String url, ObjectNode task, double due, long runs) {
  private static final String SUFFIX = "htq_no_repeat=";
  private static final double LAST = 253_402_300_799_000d;

  private static final ObjectReader JSON =
      new ObjectMapper()
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Reads one whose counter is not known yet. */
  static HtqEntry read(Scored scored) {
    String member = scored.member();
    byte[] bytes = member.getBytes(ISO_8859_1);
    if (!member.startsWith("{")) {
      return new HtqEntry(member, new String(bytes, UTF_8), empty(), scored.score(), 0);
    }
    try {
      JsonNode json = JSON.readValue(bytes);
      String url = json.path("url").isTextual() ? json.path("url").textValue() : null;
      return new HtqEntry(member, url, (ObjectNode) json, scored.score(), 0);
    } catch (IOException e) {
      return new HtqEntry(member, null, empty(), scored.score(), 0);
    }
  }

  HtqEntry withRuns(@Nullable String counter) {
    long known = counter != null && counter.matches("\\d{1,18}") ? Long.parseLong(counter) : 0;
    return new HtqEntry(member, url, task, due, known);
  }

  /** The field of its counter; a char for each byte. */
  String counter() {
    return url == null ? "" : new String(url.getBytes(UTF_8), ISO_8859_1);
  }

  /** Why it can't be brought over; null = it can. */
  @Nullable String problem() {
    if (url == null || url.isEmpty()) {
      return "no url (expected: a url, or JSON that has one)";
    }
    // The comparison is false for what is no number, too.
    return Math.abs(due) <= LAST ? null : "due at " + due + " (expected: a time in milliseconds)";
  }

  /** Sets the fields of addTask, under which {@code id} is its name. */
  void writeTo(ObjectNode fields, String id) {
    String whole = url == null ? "" : url;
    int suffix = whole.indexOf(SUFFIX);
    fields.put("url", suffix < 1 ? whole : whole.substring(0, suffix - 1));
    for (String name : new String[] {"method", "header", "data"}) {
      if (task.hasNonNull(name)) {
        fields.set(name, task.get(name));
      }
    }
    fields.put("posthorn_id", id);
    fields.put("posthorn_due", (long) due);
    // The original pauses no step after the first run and one after the second; here it is one
    // after the first. So the next pause is the same.
    fields.put("posthorn_runs", Math.max(0, runs - 1));
  }

  private static ObjectNode empty() {
    return new ObjectMapper().createObjectNode();
  }
}
