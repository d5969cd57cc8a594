package io.posthorn.storage.redis;

import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Receipt;
import io.posthorn.message.Ring;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.redis.Calls.Reply;
import io.posthorn.storage.redis.Messages.HandedOut;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** reserve. */
final class Reserving implements Grouping.Script<Reserve, Reserved> {
  private final Calls calls;

  Reserving(Calls calls) {
    this.calls = calls;
  }

  @Override
  public int messages(Reserve request) {
    return Math.min(request.limit(), Grouping.MOST_MESSAGES);
  }

  @Override
  public long bytes(Reserve request) {
    return 0;
  }

  @Override
  public CompletableFuture<List<@Nullable Reserved>> run(QueueName queue, List<Reserve> requests) {
    Packer arguments = calls.arguments(2).array(requests.size());
    for (Reserve reserve : requests) {
      arguments
          .array(4)
          .number(messages(reserve))
          .number(reserve.maxBytes())
          .millis(reserve.lease())
          .flag(reserve.mode() == QueueMode.PUSH);
    }
    arguments.number(Taking.MOST_BYTES);
    return calls.call(
        Verb.RESERVE,
        queue,
        arguments,
        List.of(),
        reply -> reserved(reply, queue, requests.size()));
  }

  /** What a script says of one request; null: it did not come to it. */
  private record Outcome(HandOut handOut, int count) {}

  private record Leased(HandedOut message, Instant until) {
    Delivery delivery(QueueInfo info, @Nullable Ring ring, byte[] record) {
      Message handedOut = message.message(info.incarnation(), ring, record);
      return new Delivery(
          handedOut,
          new Receipt(info.incarnation(), handedOut.sequence(), handedOut.deliveries()),
          until,
          handedOut.attempt());
    }
  }

  private static List<@Nullable Reserved> reserved(Reply reply, QueueName queue, int requests) {
    Unpacker in = reply.values;
    if (in.absent()) {
      return Collections.nCopies(
          requests, new Reserved(HandOut.QUEUE_MISSING, List.of(), null, null));
    }
    List<@Nullable Outcome> outcomes = new ArrayList<>();
    for (int left = in.array(); left > 0; left--) {
      if (in.absent()) {
        outcomes.add(null);
      } else {
        in.array();
        outcomes.add(new Outcome(HandedOut.handOut(in), in.integer()));
      }
    }
    List<Leased> leased = new ArrayList<>();
    for (int left = in.array(); left > 0; left--) {
      leased.add(new Leased(HandedOut.read(in), Instant.ofEpochMilli(in.number())));
    }
    Instant nextVisibleAt = in.instant();
    QueueInfo info = Configs.info(queue, in);
    Ring ring = Configs.ring(in);
    reply.heard(queue);
    if (info == null) {
      throw new IllegalStateException("a queue without its configuration");
    }
    List<@Nullable Reserved> answers = new ArrayList<>(requests);
    int next = 0;
    for (Outcome outcome : outcomes) {
      if (outcome == null) {
        answers.add(null);
        continue;
      }
      var deliveries = new Delivery[outcome.count()];
      for (int i = 0; i < deliveries.length; i++) {
        deliveries[i] = leased.get(next++).delivery(info, ring, reply.record());
      }
      answers.add(
          new Reserved(
              outcome.handOut(),
              List.of(deliveries),
              outcome.handOut() == HandOut.OK ? nextVisibleAt : null,
              info));
    }
    return answers;
  }
}
