package io.posthorn.storage.codec;

import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The bytes of an {@link AttemptReport}, part of the record of an attempt. */
public final class ReportCodec {
  private ReportCodec() {}

  /** Writes {@code report}, or that there is none. */
  public static void encode(ByteWriter out, @Nullable AttemptReport report) {
    if (report == null) {
      out.u8(0);
      return;
    }
    Body answer = report.answer();
    out.u8(answer == null ? 1 : 2)
        .number(report.duration().toMillis())
        .number(report.status())
        .text(report.error())
        .text(report.detail());
    if (answer != null) {
      out.block(answer.bytes());
    }
  }

  /** Reads what {@link #encode} wrote. */
  public static @Nullable AttemptReport decode(ByteReader in) {
    int kind = in.u8();
    if (kind == 0) {
      return null;
    }
    Duration duration = Duration.ofMillis(in.number());
    int status = in.integer();
    String error = in.text();
    String detail = in.text();
    Body answer = kind == 1 ? null : Body.of(in.block());
    return new AttemptReport(duration, status, error, detail, answer);
  }
}
