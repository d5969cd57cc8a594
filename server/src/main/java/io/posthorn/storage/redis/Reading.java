package io.posthorn.storage.redis;

import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueName;
import io.posthorn.message.Ring;
import io.posthorn.storage.Browse;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.Page;
import io.posthorn.storage.redis.Calls.Reply;
import io.posthorn.storage.redis.Messages.Viewed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** find and browse. */
final class Reading {
  /**
   * Scripts that look in vain for the first message of a page, before an empty page is answered.
   */
  private static final int MOST_LOOKS = 20;

  private static final int MOST = 1000;

  private final Calls calls;

  Reading(Calls calls) {
    this.calls = calls;
  }

  CompletableFuture<Optional<MessageView>> find(QueueName queue, MessageRef message) {
    MessageId id = message.id();
    Packer arguments = calls.arguments(2);
    if (id == null) {
      arguments.none().text(message.key());
    } else {
      arguments.number(id.incarnation()).number(id.sequence());
    }
    return calls.call(
        Verb.FIND,
        queue,
        arguments,
        List.of(),
        reply -> {
          Unpacker in = reply.values;
          if (in.absent()) {
            return Optional.empty();
          }
          Viewed viewed = Viewed.read(in);
          long incarnation = in.number();
          Ring ring = Configs.ring(in);
          return Optional.of(viewed.view(incarnation, ring, reply.record(), false));
        });
  }

  CompletableFuture<Page> browse(Browse browse) {
    return browse(browse, browse.from(), MOST_LOOKS);
  }

  private CompletableFuture<Page> browse(Browse browse, long from, int looks) {
    MessageState state = browse.state();
    Packer arguments =
        calls
            .arguments(7)
            .text(state == null ? null : Messages.letter(state))
            .flag(browse.by() == Browse.By.POSITION)
            .number(from)
            .flag(browse.descending())
            .number(Math.min(browse.limit(), MOST))
            .number(browse.maxBytes())
            .flag(browse.headersOnly());
    return calls
        .call(
            Verb.BROWSE,
            browse.queue(),
            arguments,
            List.of(),
            reply -> page(reply, browse.headersOnly()))
        .thenCompose(
            page ->
                page.messages().isEmpty() && page.next() != 0 && looks > 1
                    ? browse(browse, page.next(), looks - 1)
                    : CompletableFuture.completedFuture(page));
  }

  private static Page page(Reply reply, boolean headersOnly) {
    Unpacker in = reply.values;
    if (in.absent()) {
      return Page.EMPTY;
    }
    List<Viewed> viewed = new ArrayList<>();
    for (int left = in.array(); left > 0; left--) {
      viewed.add(Viewed.read(in));
    }
    long next = in.number();
    long incarnation = in.number();
    Ring ring = Configs.ring(in);
    return new Page(
        viewed.stream()
            .map(one -> one.view(incarnation, ring, reply.record(), headersOnly))
            .toList(),
        next);
  }
}
