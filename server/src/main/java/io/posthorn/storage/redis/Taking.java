package io.posthorn.storage.redis;

import io.posthorn.message.Message;
import io.posthorn.message.QueueName;
import io.posthorn.message.Ring;
import io.posthorn.storage.HandOut;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import io.posthorn.storage.redis.Calls.Reply;
import io.posthorn.storage.redis.Messages.HandedOut;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** take. */
final class Taking implements Grouping.Script<Take, Taken> {
  /** Most bytes that one script hands out to several requests. */
  static final long MOST_BYTES = 16L << 20;

  private final Calls calls;

  Taking(Calls calls) {
    this.calls = calls;
  }

  @Override
  public int messages(Take request) {
    return Math.min(request.limit(), Grouping.MOST_MESSAGES);
  }

  @Override
  public long bytes(Take request) {
    return 0;
  }

  @Override
  public CompletableFuture<List<@Nullable Taken>> run(QueueName queue, List<Take> requests) {
    Packer arguments = calls.arguments(2).array(requests.size());
    for (Take take : requests) {
      arguments.array(2).number(messages(take)).number(take.maxBytes());
    }
    arguments.number(MOST_BYTES);
    return calls.call(
        Verb.TAKE,
        QueueKeys.of(queue),
        arguments,
        List.of(),
        reply -> taken(reply, queue, requests.size()),
        answers ->
            answers.stream().anyMatch(taken -> taken != null && !taken.messages().isEmpty()));
  }

  private static List<@Nullable Taken> taken(Reply reply, QueueName queue, int requests) {
    Unpacker in = reply.values;
    HandOut handOut = HandedOut.handOut(in);
    if (handOut != HandOut.OK) {
      return Collections.nCopies(requests, new Taken(handOut, List.of(), null));
    }
    var counts = new int[in.array()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.integer();
    }
    List<HandedOut> handedOut = new ArrayList<>();
    for (int left = in.array(); left > 0; left--) {
      handedOut.add(HandedOut.read(in));
    }
    Instant nextVisibleAt = in.instant();
    long incarnation = in.number();
    Ring ring = Configs.ring(in);
    reply.heard(queue);
    List<@Nullable Taken> answers = new ArrayList<>(requests);
    int next = 0;
    for (int count : counts) {
      var messages = new Message[count];
      for (int i = 0; i < count; i++) {
        messages[i] = handedOut.get(next++).message(incarnation, ring, reply.record());
      }
      answers.add(new Taken(HandOut.OK, List.of(messages), nextVisibleAt));
    }
    while (answers.size() < requests) {
      answers.add(null);
    }
    return answers;
  }
}
