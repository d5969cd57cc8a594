package io.posthorn.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What becomes of a leased message. Immutable. */
public final class Outcome {
  private static final int MAX_REASON_BYTES = 1000;
  private static final Outcome ACK = new Outcome(Fields.NONE.with("outcome", "ack"));

  private final Fields fields;

  private Outcome(Fields fields) {
    this.fields = fields;
  }

  /** It is done. */
  public static Outcome ack() {
    return ACK;
  }

  /**
   * It comes back after the pause of the queue's retry policy, or is dead when its attempts or age
   * are spent.
   */
  public static Outcome retry() {
    return new Outcome(Fields.NONE.with("outcome", "retry"));
  }

  /** It comes back after {@code delay}, or is dead when its attempts or age are spent. */
  public static Outcome retry(Duration delay) {
    return new Outcome(retry().fields.withDuration("delay", delay));
  }

  /** It is dead, and waits for a redrive. */
  public static Outcome deadLetter(String reason) {
    return new Outcome(Fields.NONE.with("outcome", "deadLetter")).because(reason);
  }

  /** It stays leased for {@code lease} from now. */
  static Outcome extend(Duration lease) {
    return new Outcome(Fields.NONE.with("outcome", "extend").withDuration("lease", lease));
  }

  /** The same with a reason, which the message's history keeps; cut to 1,000 bytes of UTF-8. */
  public Outcome because(@Nullable String reason) {
    if (reason == null) {
      return this;
    }
    return new Outcome(fields.with("reason", Texts.cut(reason, MAX_REASON_BYTES)));
  }

  Fields of(String receipt) {
    return fields.with("receipt", receipt);
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
