package io.posthorn.storage.redis;

import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Receipt;
import io.posthorn.message.Ring;
import io.posthorn.message.Run;
import io.posthorn.message.Task;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import io.posthorn.storage.Weight;
import io.posthorn.storage.redis.Calls.Reply;
import io.posthorn.storage.redis.Messages.HandedOut;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** take, reserve and putBack. */
final class HandingOut {
  /** Most bytes that one script hands out, whoever asks. */
  private static final long MOST_BYTES = 16L << 20;

  private static final int MOST = 1000;

  private final Calls calls;

  HandingOut(Calls calls) {
    this.calls = calls;
  }

  CompletableFuture<Taken> take(Take take) {
    Packer arguments = calls.arguments(2).array(1).array(2);
    arguments.number(Math.min(take.limit(), MOST)).number(take.maxBytes()).number(MOST_BYTES);
    return calls.call(
        Verb.TAKE, take.queue(), arguments, List.of(), reply -> taken(reply, take.queue()));
  }

  private static Taken taken(Reply reply, QueueName queue) {
    Unpacker in = reply.values;
    HandOut handOut = handOut(in.integer());
    if (handOut != HandOut.OK) {
      return new Taken(handOut, List.of(), null);
    }
    for (int left = in.array(); left > 0; left--) {
      in.number();
    }
    List<HandedOut> handedOut = new ArrayList<>();
    for (int left = in.array(); left > 0; left--) {
      handedOut.add(HandedOut.read(in));
    }
    Instant nextVisibleAt = in.instant();
    long incarnation = in.number();
    Ring ring = Configs.ring(in);
    reply.heard(queue);
    List<Message> messages =
        handedOut.stream()
            .map(message -> message.message(incarnation, ring, reply.record()))
            .toList();
    return new Taken(HandOut.OK, messages, nextVisibleAt);
  }

  CompletableFuture<Reserved> reserve(Reserve reserve) {
    Packer arguments = calls.arguments(2).array(1).array(4);
    arguments
        .number(Math.min(reserve.limit(), MOST))
        .number(reserve.maxBytes())
        .millis(reserve.lease())
        .flag(reserve.mode() == QueueMode.PUSH)
        .number(MOST_BYTES);
    return calls.call(
        Verb.RESERVE,
        reserve.queue(),
        arguments,
        List.of(),
        reply -> reserved(reply, reserve.queue()));
  }

  private static Reserved reserved(Reply reply, QueueName queue) {
    Unpacker in = reply.values;
    if (in.absent()) {
      return new Reserved(HandOut.QUEUE_MISSING, List.of(), null, null);
    }
    in.array();
    in.array();
    HandOut handOut = handOut(in.integer());
    in.number();
    record Leased(HandedOut message, Instant until) {}
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
    List<Delivery> deliveries =
        leased.stream()
            .map(
                one -> {
                  Message message = one.message().message(info.incarnation(), ring, reply.record());
                  return new Delivery(
                      message,
                      new Receipt(info.incarnation(), message.sequence(), message.deliveries()),
                      one.until(),
                      message.attempt());
                })
            .toList();
    return new Reserved(handOut, deliveries, handOut == HandOut.OK ? nextVisibleAt : null, info);
  }

  /** The numbers that scripts use are the order of {@link HandOut}. */
  private static HandOut handOut(int number) {
    return HandOut.values()[number];
  }

  CompletableFuture<Boolean> putBack(QueueName queue, List<Message> messages) {
    Packer arguments = calls.arguments(1).array(messages.size());
    var contents = new ArrayList<byte[]>();
    for (Message m : messages) {
      pack(arguments, m);
      contents.add(Content.encode(m.body(), m.contentType(), m.task()));
    }
    return calls.call(
        Verb.PUT_BACK,
        queue,
        arguments,
        contents,
        reply -> {
          boolean there = reply.values.flag();
          reply.heard(queue);
          return there;
        });
  }

  private static void pack(Packer out, Message m) {
    Task task = m.task();
    Run run = m.run();
    out.array(14)
        .number(m.id().incarnation())
        .number(m.sequence())
        .text(m.key())
        .number(m.enqueuedAt().toEpochMilli())
        .number(m.visibleAt().toEpochMilli())
        .millis(m.ttl())
        .number(m.attempt())
        .number(m.deliveries())
        .optional(run == null ? null : (Long) run.number())
        .optional(run == null ? null : (Long) run.scheduledAt().toEpochMilli())
        .number(m.body().size())
        .number(Weight.of(m.body(), m.contentType(), m.key(), task));
    Content.packRetry(out, task);
    out.flag(Content.repeats(task));
  }
}
