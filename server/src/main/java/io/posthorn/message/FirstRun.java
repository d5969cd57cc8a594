package io.posthorn.message;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many runs a repeating task that began elsewhere has behind it. Kept as an attribute together
 * with the instant of its first run here, since a later run that stands at 0, as after a reset, is
 * another one.
 */
public final class FirstRun {
  private static final String ATTRIBUTE = "run.first";

  private FirstRun() {}

  /** The attributes of a task whose run at {@code at} is the one after {@code number} others. */
  public static Map<String, String> attributes(long number, Instant at) {
    return number <= 0 ? Map.of() : Map.of(ATTRIBUTE, number + "@" + at.toEpochMilli());
  }

  /** Where {@code task} stands that the engine has at {@code run}. */
  public static Run of(Task task, Run run) {
    @Nullable String attribute = task.attributes().get(ATTRIBUTE);
    if (attribute == null || run.number() > 0) {
      return run;
    }
    int at = attribute.indexOf('@');
    boolean first =
        Long.parseLong(attribute, at + 1, attribute.length(), 10)
            == run.scheduledAt().toEpochMilli();
    return first ? new Run(Long.parseLong(attribute, 0, at, 10), run.scheduledAt()) : run;
  }
}
