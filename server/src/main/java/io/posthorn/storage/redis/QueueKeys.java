package io.posthorn.storage.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.posthorn.message.QueueName;
import java.util.Locale;

/**
 * The keys of one queue, all of them, in the order in which scripts know them ({@code queue.lua}):
 * {@code posthorn:{name}:kind}. Whatever the name, its part in braces is what Redis Cluster takes
 * for the hash tag, so that a queue lives in one slot.
 */
final class QueueKeys {
  private static final String[] KINDS = {
    "queue",
    "messages",
    "states",
    "ready",
    "delayed",
    "scheduled",
    "paused",
    "leases",
    "places",
    "ends",
    "wallEnds",
    "keys",
    "deduplication",
    "deduplicationTimes",
    "deaths",
    "deadSequences",
    "consumedSequences",
    "consumptions",
    "blocks",
    "blockOrder",
    "bundles"
  };

  private QueueKeys() {}

  /** The keys of {@code queue}. */
  static byte[][] of(QueueName queue) {
    String prefix = "posthorn:{" + tag(queue) + "}:";
    var keys = new byte[KINDS.length][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (prefix + KINDS[i]).getBytes(ISO_8859_1);
    }
    return keys;
  }

  /** How many keys a queue has. */
  static int count() {
    return KINDS.length;
  }

  /**
   * The name with all but letters, digits and {@code -._~:/} percent-encoded: a tag may not contain
   * a brace. That of the empty name is a percent sign alone, since an empty tag is none.
   */
  private static String tag(QueueName queue) {
    String name = queue.latin1();
    if (name.isEmpty()) {
      return "%";
    }
    var tag = new StringBuilder(name.length() + 16);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "-._~:/".indexOf(c) >= 0;
      tag.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return tag.toString();
  }
}
