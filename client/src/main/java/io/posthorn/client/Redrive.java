package io.posthorn.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Which dead messages become ready again. Immutable: each method answers another one. */
public final class Redrive {
  private final Fields fields;

  private Redrive(Fields fields) {
    this.fields = fields;
  }

  /** These, at most 1,000. */
  public static Redrive of(List<String> ids) {
    return new Redrive(Fields.NONE.with("ids", List.copyOf(ids)));
  }

  /** At most so many, the longest dead first. */
  public static Redrive upTo(long most) {
    return new Redrive(Fields.NONE.with("limit", most));
  }

  /** Only those that are dead for this reason. */
  public Redrive reason(String reason) {
    return filter("reason", reason);
  }

  /** Only those that are dead since then. */
  public Redrive since(Instant instant) {
    return filter("since", instant.toString());
  }

  /** No faster than so many a second; the answer is waited for as much longer. */
  public Redrive perSecond(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("perSecond: " + most + " (expected: 1 or more)");
    }
    return new Redrive(fields.with("rate", most + "/s"));
  }

  private Redrive filter(String name, String value) {
    Fields filter = fields.objectOrNull("filter");
    return new Redrive(
        fields.with("filter", (filter == null ? Fields.NONE : filter).with(name, value)));
  }

  /** How long the server may take for its rate's sake; zero = it has none. */
  Duration patience() {
    String rate = fields.textOrNull("rate");
    if (rate == null) {
      return Duration.ZERO;
    }
    long most = fields.has("ids") ? fields.texts("ids").size() : fields.number("limit");
    long perSecond = Long.parseLong(rate, 0, rate.indexOf('/'), 10);
    return Duration.ofSeconds(most / perSecond + 1);
  }

  Fields fields() {
    return fields;
  }
}
