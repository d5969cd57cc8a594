package io.posthorn.protocol.httpsqs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.posthorn.message.QueueName;
import io.posthorn.message.Ring;
import io.posthorn.storage.QueueStats;

/**
 * A queue in the original's numbers.
 *
 * @param max positions there are
 * @param put position of the last message put
 * @param get highest position handed out
 * @param unread messages that may be handed out
 */
record QueueStatus(long max, long put, long get, long unread) {
  /** A queue that was never used. */
  static final QueueStatus NEW = new QueueStatus(Ring.DEFAULT_MAX, 0, 0, 0);

  /** A queue with a ring. */
  static QueueStatus of(Ring ring, QueueStats stats) {
    return new QueueStatus(ring.max(), ring.put(), ring.get(), stats.ready());
  }

  /** A queue made natively, which has no ring: its sequences stand in for positions. */
  static QueueStatus withoutRing(long capacity, QueueStats stats) {
    long put = stats.enqueuedTotal();
    return new QueueStatus(capacity, put, Math.max(0, put - stats.unfinished()), stats.ready());
  }

  private int putLap() {
    return put < get ? 2 : 1;
  }

  byte[] text(QueueName name) {
    String text =
        "HTTP Simple Queue Service v1.7\n"
            + "------------------------------\n"
            + "Queue Name: "
            + name.latin1()
            + '\n'
            + "Maximum number of queues: "
            + max
            + '\n'
            + "Put position of queue ("
            + (putLap() == 2 ? "2nd" : "1st")
            + " lap): "
            + put
            + '\n'
            + "Get position of queue (1st lap): "
            + get
            + '\n'
            + "Number of unread queue: "
            + unread
            + '\n';
    return text.getBytes(ISO_8859_1);
  }

  byte[] json(QueueName name) {
    String json =
        "{\"name\":\""
            + escape(name.latin1())
            + "\",\"maxqueue\":"
            + max
            + ",\"putpos\":"
            + put
            + ",\"putlap\":"
            + putLap()
            + ",\"getpos\":"
            + get
            + ",\"getlap\":1,\"unread\":"
            + unread
            + "}\n";
    return json.getBytes(ISO_8859_1);
  }

  /** The bytes of a name within a JSON string; beyond ASCII they stay what they are. */
  private static String escape(String name) {
    var out = new StringBuilder(name.length() + 8);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
