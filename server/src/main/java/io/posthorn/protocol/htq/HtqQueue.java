package io.posthorn.protocol.htq;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.posthorn.message.Attempt;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.HttpTarget.RetryOn;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.Repeat;
import io.posthorn.message.StatusSet;
import io.posthorn.schedule.Schedule;
import io.posthorn.storage.QueueInfo;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes a push queue one of HTQ: three attributes that keep the strings it was added with. One
 * task at a time; an answer of any status ends a task, and only a call that never reached its
 * receiver is made again.
 */
final class HtqQueue {
  /** What a queue is that was added by its first task. */
  static final QueueConfig REAL_TIME = config("real_time", null, null);

  private static final String TYPE = "htq.type";
  private static final String STEP = "htq.stepping_time";
  private static final String MAX = "htq.max_time_interval";
  private static final String VARIABLE = "variable";
  private static final Duration LEAST_STEP = Duration.ofSeconds(1);
  private static final int REDIRECTS = 20;

  private HtqQueue() {}

  /** A queue of these attributes; null = not given. */
  static QueueConfig config(String type, @Nullable String step, @Nullable String max) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put(TYPE, type);
    if (step != null) {
      attributes.put(STEP, step);
    }
    if (max != null) {
      attributes.put(MAX, max);
    }
    QueueConfig push = QueueConfig.PUSH;
    HttpTarget usual = HttpTarget.DEFAULT;
    HttpTarget target =
        new HttpTarget(
            null,
            "GET",
            List.of(),
            usual.connectTimeout(),
            Duration.ofSeconds(30),
            StatusSet.ANY,
            RetryOn.UNREACHED,
            REDIRECTS,
            List.of());
    return new QueueConfig(
        push.mode(),
        push.durability(),
        push.capacity(),
        push.lease(),
        push.ttl(),
        push.retainConsumed(),
        push.dead(),
        push.deduplicationWindow(),
        push.retry(),
        false,
        new Push(target, false, 1, null, Attempt.KEPT),
        attributes);
  }

  /** Whether HTQ's API sees {@code queue}. */
  static boolean isOne(QueueInfo queue) {
    return queue.config().attributes().containsKey(TYPE);
  }

  /** How the tasks of {@code queue} repeat; null = they run once. */
  static @Nullable Repeat repeat(QueueConfig queue) {
    Map<String, String> attributes = queue.attributes();
    if (!VARIABLE.equals(attributes.get(TYPE))) {
      return null;
    }
    Duration step = seconds(attributes.get(STEP));
    return new Repeat.Adaptive(
        step.compareTo(LEAST_STEP) < 0 ? LEAST_STEP : step, seconds(attributes.get(MAX)));
  }

  /** Appends the entry of {@code queue} in the list of all. */
  static void append(StringBuilder json, QueueInfo queue) {
    Map<String, String> attributes = queue.config().attributes();
    json.append("{\"queue_name\":");
    quote(json, name(queue.name()));
    json.append(",\"attribute\":{\"type\":");
    quote(json, attributes.getOrDefault(TYPE, ""));
    appendIfGiven(json, "stepping_time", attributes.get(STEP));
    appendIfGiven(json, "max_time_interval", attributes.get(MAX));
    json.append("}}");
  }

  private static String name(QueueName name) {
    return new String(name.bytes(), UTF_8);
  }

  private static void appendIfGiven(StringBuilder json, String key, @Nullable String value) {
    if (value != null) {
      json.append(",\"").append(key).append("\":");
      quote(json, value);
    }
  }

  /**
   * As a JSON string. Answers say that they are HTML, as the original's do: in a browser nothing of
   * {@code text} must begin a tag.
   */
  private static void quote(StringBuilder json, String text) {
    json.append('"');
    int start = json.length();
    JsonStringEncoder.getInstance().quoteAsString(text, json);
    for (int at = json.indexOf("<", start); at >= 0; at = json.indexOf("<", at)) {
      json.replace(at, at + 1, "\\u003c");
    }
    json.append('"');
  }

  /** A number of seconds, to the millisecond; zero when it is none. */
  private static Duration seconds(@Nullable String text) {
    // Longer numbers are no durations, and cost time to read.
    if (text == null || text.length() > 20) {
      return Duration.ZERO;
    }
    BigDecimal seconds;
    try {
      seconds = new BigDecimal(text.trim());
    } catch (NumberFormatException e) {
      return Duration.ZERO;
    }
    BigDecimal most = BigDecimal.valueOf(Schedule.LONGEST_PAUSE.toSeconds());
    return seconds.signum() <= 0
        ? Duration.ZERO
        : Duration.ofMillis(seconds.min(most).movePointRight(3).longValue());
  }
}
