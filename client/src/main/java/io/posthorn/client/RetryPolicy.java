package io.posthorn.client;

import java.time.Duration;

/**
 * How what failed is tried again. Immutable: each method answers another one. What is not said has
 * the server's default.
 */
public final class RetryPolicy {
  private final Fields fields;

  private RetryPolicy(Fields fields) {
    this.fields = fields;
  }

  /** At most {@code most} attempts; 0 = any number. */
  public static RetryPolicy attempts(int most) {
    return new RetryPolicy(Fields.NONE.with("maxAttempts", most));
  }

  /** No attempt after this age; zero = at any age. */
  public RetryPolicy maxAge(Duration age) {
    return new RetryPolicy(fields.withDuration("maxAge", age));
  }

  /** The bound of the first pause. */
  public RetryPolicy first(Duration pause) {
    return new RetryPolicy(fields.withDuration("first", pause));
  }

  /** The bound of every pause. */
  public RetryPolicy cap(Duration pause) {
    return new RetryPolicy(fields.withDuration("cap", pause));
  }

  /** How the bound grows from pause to pause. */
  public RetryPolicy multiplier(double factor) {
    return new RetryPolicy(fields.with("multiplier", factor));
  }

  /** Whether a pause is drawn below its bound (the default), or is the bound. */
  public RetryPolicy jitter(boolean drawn) {
    return new RetryPolicy(fields.with("jitter", drawn ? "full" : "none"));
  }

  Fields fields() {
    return fields;
  }

  @Override
  public String toString() {
    return "RetryPolicy" + fields;
  }
}
