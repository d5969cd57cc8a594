package io.posthorn.protocol.rest;

import io.posthorn.broker.Broker;
import io.posthorn.message.MessageView;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A page of tasks that repeat, found among all messages: no engine has a list of them. Looks at a
 * bounded number of messages, so that it may be short, or empty, and yet not the last.
 */
final class RepeatingPage {
  private static final int MOST_READS = 10;

  private final Broker broker;
  private final Browse wanted;
  private final int batch;
  private final List<MessageView> found = new ArrayList<>();

  private RepeatingPage(Broker broker, Browse wanted, int batch) {
    this.broker = broker;
    this.wanted = wanted;
    this.batch = batch;
  }

  /**
   * The page that {@code wanted} asks for, without bodies.
   *
   * @param batch most messages that one read may ask for
   */
  static CompletableFuture<Page> of(Broker broker, Browse wanted, int batch) {
    return new RepeatingPage(broker, wanted, batch).read(wanted.from(), 1);
  }

  private CompletableFuture<Page> read(long from, int reads) {
    var browse =
        new Browse(
            wanted.queue(),
            wanted.state(),
            wanted.by(),
            from,
            wanted.descending(),
            batch,
            wanted.maxBytes(),
            true);
    return broker.browse(browse).thenCompose(page -> taken(page, reads));
  }

  private CompletableFuture<Page> taken(Page page, int reads) {
    for (MessageView message : page.messages()) {
      if (message.task() != null && message.task().repeat() != null) {
        if (found.size() == wanted.limit()) {
          return done(message.id().sequence());
        }
        found.add(message);
      }
    }
    // What ended early, ended for its size.
    boolean cut = page.messages().size() < batch;
    return page.next() == 0 || cut || reads == MOST_READS
        ? done(page.next())
        : read(page.next(), reads + 1);
  }

  private CompletableFuture<Page> done(long next) {
    return CompletableFuture.completedFuture(new Page(List.copyOf(found), next));
  }
}
