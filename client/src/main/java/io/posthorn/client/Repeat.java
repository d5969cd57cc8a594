package io.posthorn.client;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** When a task runs again. Immutable. */
public final class Repeat {
  private final Fields fields;

  private Repeat(Fields fields) {
    this.fields = fields;
  }

  /**
   * At the times of a cron expression of five fields, or six with seconds first, in UTC; also {@code
   * @daily} and its like.
   */
  public static Repeat cron(String expression) {
    return cron(expression, ZoneOffset.UTC);
  }

  /** At the times of a cron expression in {@code zone}. */
  public static Repeat cron(String expression, ZoneId zone) {
    String name = zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    return new Repeat(Fields.NONE.with("cron", expression).with("zone", name));
  }

  /** At its start and whole multiples of {@code interval} from there; at least a second. */
  public static Repeat every(Duration interval) {
    return new Repeat(Fields.NONE.withDuration("every", interval));
  }

  /**
   * At a pace that the answers' bodies decide: after the n-th run it pauses n times {@code step},
   * at most {@code max} (zero = no bound); {@code reset} starts counting again, {@code done} ends
   * it.
   */
  public static Repeat adaptive(Duration step, Duration max) {
    Fields pace = Fields.NONE.withDuration("step", step).withDuration("max", max);
    return new Repeat(Fields.NONE.with("adaptive", pace));
  }

  Fields fields() {
    return fields;
  }

  @Override
  public String toString() {
    return "Repeat" + fields;
  }
}
