package io.posthorn.broker;

import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import io.posthorn.metrics.BrokerMetrics;
import io.posthorn.storage.MessageStore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What polls share: where they ask, where they wait, and the way back for what they could not
 * deliver.
 */
record HandOuts(MessageStore store, Lines lines, Gate gate, BrokerMetrics metrics, long maxBytes) {
  private static final Logger LOG = LoggerFactory.getLogger(HandOuts.class);

  /** Messages taken for nobody become ready again. */
  void putBack(QueueName queue, List<Message> messages) {
    gate.begin();
    store
        .putBack(queue, messages)
        .whenComplete(
            (done, failure) -> {
              if (Boolean.TRUE.equals(done)) {
                metrics.returned(messages.size());
              }
              returned(queue, "taken", messages.size(), failure);
            });
  }

  /** Messages leased for nobody become ready again; the attempt does not count. */
  void release(QueueName queue, List<Delivery> deliveries) {
    gate.begin();
    List<Settlement> settlements =
        deliveries.stream()
            .map(d -> new Settlement(d.receipt(), Settlement.Outcome.RELEASE, null, null, null, 0))
            .toList();
    store
        .settle(queue, settlements)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                metrics.released(deliveries.size());
              }
              returned(queue, "reserved", deliveries.size(), failure);
            });
  }

  private void returned(QueueName queue, String how, int count, @Nullable Throwable failure) {
    try {
      if (failure == null) {
        lines.visible(queue, Instant.EPOCH);
      } else {
        LOG.error(
            "{} messages {} from queue {} for a consumer that had gone could not be returned",
            count,
            how,
            queue,
            failure);
      }
    } finally {
      gate.end();
    }
  }
}
