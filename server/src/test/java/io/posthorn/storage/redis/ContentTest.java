package io.posthorn.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.message.Body;
import io.posthorn.message.Task;
import io.posthorn.message.TraceContext;
import io.posthorn.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What older servers wrote is read by every later one, and written as long as it says all. */
class ContentTest {
  private static final Task TASK = Task.to("http://a/");
  private static final TraceContext TRACE =
      new TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=1");

  /** Length of the head; version 1; "text/plain"; "hello". */
  private static final String PLAIN = "0000000c" + "01" + "14746578742f706c61696e" + "68656c6c6f";

  /** The same with no media type and a task: version 1; url; "http://a/". */
  private static final String WITH_TASK =
      "0000000e" + "01" + "01" + "010212687474703a2f2f612f" + "68656c6c6f";

  private static Content decoded(byte[] content) {
    byte[] record =
        ByteBuffer.allocate(2 + 3 + content.length)
            .putShort((short) 3)
            .put(new byte[] {9, 9, 9})
            .put(content)
            .array();
    return Content.decode(record, false);
  }

  @Test
  void format1_isReadAndWritten() {
    Body body = Body.ofUtf8("hello");
    assertThat(Content.encode(body, "text/plain", null, null))
        .asHexString()
        .isEqualTo(upper(PLAIN));
    assertThat(decoded(bytes(PLAIN))).isEqualTo(new Content(body, "text/plain", null, null));
    assertThat(Content.encode(body, null, TASK, null)).asHexString().isEqualTo(upper(WITH_TASK));
    assertThat(decoded(bytes(WITH_TASK))).isEqualTo(new Content(body, null, TASK, null));
  }

  @Test
  void format2_hasTheTrace() {
    Body body = Body.ofUtf8("hello");
    for (Task task : new Task[] {null, TASK}) {
      byte[] content = Content.encode(body, "text/plain", task, TRACE);
      assertThat(content[Integer.BYTES]).isEqualTo((byte) 2);
      assertThat(decoded(content)).isEqualTo(new Content(body, "text/plain", task, TRACE));
    }
  }

  @Test
  void laterFormats_areRefused() {
    byte[] later = bytes(PLAIN);
    later[Integer.BYTES] = 3;
    assertThatThrownBy(() -> decoded(later))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("version 3 (expected: 1 to 2)");
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String upper(String hex) {
    return hex.toUpperCase(java.util.Locale.ROOT);
  }
}
