package io.posthorn.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A queue.
 *
 * @param name its name
 * @param version of its settings; grows with each change
 * @param createdAt when it was made
 * @param paused whether it hands out nothing
 * @param settings how it works
 * @param statistics what it holds; null where that was not asked for
 */
public record QueueInfo(
    String name,
    long version,
    @Nullable Instant createdAt,
    boolean paused,
    QueueSettings settings,
    @Nullable QueueStatistics statistics) {
  static QueueInfo of(Fields fields) {
    Fields statistics = fields.objectOrNull("statistics");
    return new QueueInfo(
        fields.text("name"),
        fields.number("version"),
        fields.instant("createdAt"),
        fields.flag("paused"),
        QueueSettings.of(fields.object("config")),
        statistics == null ? null : QueueStatistics.of(statistics));
  }

  static QueueInfo of(Answer answer) {
    return of(answer.json());
  }
}
