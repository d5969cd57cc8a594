package io.posthorn.protocol.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.posthorn.message.MessageId;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers to stored messages as JSON, the same as {@link MessageJson} writes them. By hand, because
 * there is one for every message that comes: none of its values needs escaping, and messages of a
 * batch have most of them in common.
 */
final class ResultText {
  private static final int LENGTH = 104;

  private final StringBuilder out;
  private @Nullable Instant lastInstant;
  private String lastText = "";

  private ResultText(int results) {
    out = new StringBuilder(16 + LENGTH * results);
  }

  /** Of one message. */
  static byte[] of(EnqueueResult result) {
    var text = new ResultText(1);
    text.write(result);
    return text.bytes();
  }

  /** Of a batch: an object with a list. */
  static byte[] of(List<EnqueueResult> results) {
    var text = new ResultText(results.size());
    text.out.append("{\"messages\":[");
    for (int i = 0; i < results.size(); i++) {
      if (i > 0) {
        text.out.append(',');
      }
      text.write(results.get(i));
    }
    text.out.append("]}");
    return text.bytes();
  }

  private void write(EnqueueResult result) {
    out.append('{');
    int begun = out.length();
    MessageId id = result.id();
    if (id != null) {
      out.append("\"id\":\"").append(Long.toHexString(id.incarnation())).append('-');
      out.append(Long.toHexString(id.sequence()));
      out.append("\",\"sequence\":").append(id.sequence()).append(',');
    }
    if (result.position() > 0) {
      out.append("\"position\":").append(result.position()).append(',');
    }
    if (result.visibleAt() != null) {
      out.append("\"visibleAt\":\"").append(text(result.visibleAt())).append("\",");
    }
    if (result.status() == Status.DUPLICATE) {
      out.append("\"duplicate\":true,");
    }
    if (out.length() > begun) {
      out.setLength(out.length() - 1);
    }
    out.append('}');
  }

  private String text(Instant instant) {
    if (!instant.equals(lastInstant)) {
      lastInstant = instant;
      lastText = Rfc3339.format(instant);
    }
    return lastText;
  }

  private byte[] bytes() {
    return out.toString().getBytes(ISO_8859_1);
  }
}
