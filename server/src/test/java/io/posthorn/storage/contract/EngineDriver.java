package io.posthorn.storage.contract;

import io.posthorn.message.Delivery;
import io.posthorn.message.Message;
import io.posthorn.message.MessageId;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Receipt;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Change;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.MessageBuilder;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.MessageStore;
import io.posthorn.storage.Page;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.QueueStats;
import io.posthorn.storage.Reserve;
import io.posthorn.storage.Reserved;
import io.posthorn.storage.SettableClock;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.Sweep;
import io.posthorn.storage.Swept;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Short words for the verbs, so that a test reads as what it is about. All of them wait for the
 * answer.
 */
interface EngineDriver {
  /** The queue of a test that needs one. */
  QueueName Q = QueueName.of("q");

  /** No limit on bytes. */
  long ANY = Long.MAX_VALUE;

  /** What the content type of a message of a test counts. */
  int TYPE = "text/plain".length();

  StorageEngine engine();

  SettableClock clock();

  default MessageStore messages() {
    return engine().messages();
  }

  default QueueCatalog queues() {
    return engine().queues();
  }

  static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  default Instant now() {
    return clock().instant();
  }

  default void pass(long seconds) {
    clock().advance(seconds(seconds));
  }

  static ConfigBuilder config() {
    return new ConfigBuilder();
  }

  static MessageBuilder message(String body) {
    return new MessageBuilder(body);
  }

  /** Makes {@link #Q}. */
  default void create(QueueConfig config) {
    queues().create(Q, config).join();
  }

  /** Makes {@link #Q} as a pull queue that retries for ever and keeps nothing. */
  default void create() {
    create(config().build());
  }

  default EnqueueResult put(NewMessage message) {
    return put(Atomicity.EACH, message).get(0);
  }

  default List<EnqueueResult> put(Atomicity atomicity, NewMessage... newMessages) {
    return messages().enqueue(List.of(new Enqueue(Q, List.of(newMessages))), atomicity).join();
  }

  /** Stores plain messages of these bodies; answers the id of the last one. */
  default MessageId put(String... bodies) {
    MessageId last = null;
    for (String body : bodies) {
      last = put(message(body).build()).id();
    }
    return last;
  }

  default Taken taken(int limit) {
    return messages().take(new Take(Q, limit, ANY)).join();
  }

  /** Takes all that is ready; the bodies. */
  default List<String> takeAll() {
    return taken(1000).messages().stream().map(m -> m.body().utf8()).toList();
  }

  default Message take() {
    return taken(1).messages().get(0);
  }

  default Reserved reserved(int limit, Duration lease) {
    return messages().reserve(new Reserve(Q, limit, ANY, lease, QueueMode.PULL)).join();
  }

  /** Reserves one message for 30 s, which must be there. */
  default Delivery reserve() {
    return reserved(1, null).deliveries().get(0);
  }

  default List<String> reserveAll() {
    return reserved(1000, null).deliveries().stream().map(d -> d.message().body().utf8()).toList();
  }

  default SettleResult settle(Settlement settlement) {
    return messages().settle(Q, List.of(settlement)).join().get(0);
  }

  default SettleResult settle(Receipt receipt, Outcome outcome) {
    return settle(new Settlement(receipt, outcome, null, null, null, 0));
  }

  default SettleResult settle(Receipt receipt, Outcome outcome, Duration delay) {
    return settle(new Settlement(receipt, outcome, delay, null, null, 0));
  }

  default SettleResult reject(Receipt receipt, String reason) {
    return settle(new Settlement(receipt, Outcome.DEAD_LETTER, null, null, reason, 0));
  }

  /** Stores a message and has it rejected. */
  default MessageId putDead(NewMessage message, String reason) {
    MessageId id = put(message).id();
    reject(reserve().receipt(), reason);
    return id;
  }

  default ChangeResult change(MessageId id, Change.Kind kind) {
    return change(new Change(MessageRef.of(id), kind, null));
  }

  default ChangeResult change(Change change) {
    return messages().change(Q, List.of(change)).join().get(0);
  }

  default ChangeResult reschedule(MessageId id, Instant at) {
    return change(new Change(MessageRef.of(id), Change.Kind.RESCHEDULE, at));
  }

  default Optional<MessageView> find(MessageId id) {
    return messages().find(Q, MessageRef.of(id)).join();
  }

  default Optional<MessageView> findKey(String key) {
    return messages().find(Q, MessageRef.ofKey(key)).join();
  }

  default MessageView view(MessageId id) {
    return find(id).orElseThrow();
  }

  default MessageState state(MessageId id) {
    return view(id).state();
  }

  default QueueStats stats() {
    return queues().stats(List.of(Q)).join().get(0).orElseThrow();
  }

  default Swept sweep(Sweep.Kind kind, int limit) {
    return messages().sweep(Q, Sweep.of(kind, limit)).join();
  }

  /** Sweeps until nothing is left; how many messages were changed. */
  default long sweepAll(Sweep first) {
    Swept swept = messages().sweep(Q, first).join();
    long count = swept.count();
    while (swept.next() != 0) {
      swept =
          messages()
              .sweep(
                  Q,
                  new Sweep(
                      first.kind(), first.limit(), first.reason(), first.since(), swept.next()))
              .join();
      count += swept.count();
    }
    return count;
  }

  default long sweepAll(Sweep.Kind kind) {
    return sweepAll(Sweep.of(kind, 1000));
  }

  /** All pages from {@code first} on. */
  default List<MessageView> pages(Browse first) {
    var all = new ArrayList<MessageView>();
    Browse browse = first;
    while (true) {
      Page page = messages().browse(browse).join();
      all.addAll(page.messages());
      if (page.next() == 0) {
        return all;
      }
      browse =
          new Browse(
              first.queue(),
              first.state(),
              first.by(),
              page.next(),
              first.descending(),
              first.limit(),
              first.maxBytes(),
              first.headersOnly());
    }
  }

  /** The bodies of all messages in {@code state} (null = any), by sequence. */
  default List<String> bodies(MessageState state) {
    return bodies(pages(new Browse(Q, state, Browse.By.SEQUENCE, 0, false, 100, ANY, false)));
  }

  static List<String> bodies(List<MessageView> views) {
    return views.stream().map(view -> view.body().utf8()).toList();
  }

  /** The statuses of results. */
  static List<EnqueueResult.Status> statuses(List<EnqueueResult> results) {
    return results.stream().map(EnqueueResult::status).toList();
  }

  static NewMessage[] plain(String... bodies) {
    return Arrays.stream(bodies).map(body -> message(body).build()).toArray(NewMessage[]::new);
  }
}
