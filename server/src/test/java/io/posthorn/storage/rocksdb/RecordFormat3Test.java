package io.posthorn.storage.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Records of the third format, which only messages of a trace have, are read by every later server,
 * and written by this one.
 */
class RecordFormat3Test {
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  /** Version; flags; enqueuedAt 1; visibleAt 1; what {@code 80} names, the trace; "hello". */
  private static final String PLAIN =
      "03" + "80" + "02" + "00" + "6e" + hex(PARENT) + "06" + hex("a=1") + "68656c6c6f";

  /** The same with media type, key and task, and without a tracestate. */
  private static final String FULL =
      "03"
          + "ac"
          + "02"
          + "00"
          + "06"
          + hex("a/b")
          + "02"
          + hex("k")
          + "18"
          + "010212"
          + hex("http://a/")
          + "6e"
          + hex(PARENT)
          + "01"
          + "68656c6c6f";

  private static MessageRecord message(
      String contentType, String key, StoredTask task, String tracestate) {
    var trace = new TraceContext(PARENT, tracestate);
    Body body = Body.ofUtf8("hello");
    return new MessageRecord(1, 1, false, 0, null, contentType, key, null, task, trace, body);
  }

  @Test
  void message_isReadAndWritten() {
    MessageRecord plain = message(null, null, null, "a=1");
    assertThat(HexFormat.of().formatHex(plain.encode())).isEqualTo(PLAIN);
    assertThat(MessageRecord.decode(HexFormat.of().parseHex(PLAIN))).isEqualTo(plain);

    MessageRecord full = message("a/b", "k", StoredTask.of(Task.to("http://a/")), null);
    assertThat(HexFormat.of().formatHex(full.encode())).isEqualTo(FULL);
    assertThat(MessageRecord.decode(HexFormat.of().parseHex(FULL))).isEqualTo(full);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(US_ASCII));
  }
}
