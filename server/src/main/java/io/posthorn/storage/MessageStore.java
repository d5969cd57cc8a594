package io.posthorn.storage;

import io.posthorn.message.Message;
import io.posthorn.message.MessageView;
import io.posthorn.message.QueueName;
import io.posthorn.message.Settlement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The verbs on messages. See {@link StorageEngine} for threading and failures. A verb on a queue
 * that does not exist answers so by value.
 *
 * <p><b>Order.</b> READY messages are handed out in order of ({@code visibleAt}, sequence). An
 * immediate message (no instant, no delay or none above zero) is READY by state; its {@code
 * visibleAt} is now, but never below that of the immediate message before it. Every other one
 * becomes READY when its timeline ({@link EngineClock}) reaches its {@code visibleAt}.
 *
 * <p><b>Leases.</b> A message whose lease expired is READY with {@code visibleAt} = the end of the
 * lease, yet its receipt settles until somebody else takes the message over. A message met by
 * reserve, take or a sweep after its lease expired with {@code retry.maxAttempts} or {@code
 * retry.maxAge} spent goes DEAD instead of being handed out, for the reason {@code attempts} or
 * {@code age}; so it does on RETRY.
 *
 * <p><b>Life.</b> {@code ttl} and {@code maxAge} count from the first {@code visibleAt}. The ttl
 * pauses under a lease and never ends a DEAD message. A message whose life is over goes DEAD,
 * reason {@code expired}, when reserve, take or a sweep meets it, and shows its old state until
 * then.
 *
 * <p><b>Repeats.</b> A message whose task repeats has no ttl and never goes DEAD by age, attempts
 * or life. Its first run is for its first {@code visibleAt}; RUN_NOW and RESCHEDULE move the run
 * that comes next, REPEAT begins another one. A message's own retry policy goes before its queue's.
 *
 * <p><b>Order kept.</b> In an {@code ordered} queue retry, release, lease expiry and redrive leave
 * a message in its old place; the pause of a retry only keeps the queue waiting. RESCHEDULE, REPEAT
 * and AMEND with an instant give it the place of their instant, and so does RUN_NOW where the first
 * {@code visibleAt} had not come yet.
 *
 * <p><b>Names.</b> A key belongs to one unfinished (READY, SCHEDULED or LEASED) message. A
 * deduplication id is remembered from the enqueue for the queue's window, or until its message is
 * cancelled, purged or dies; the bodies' bytes alone decide whether a later message with that id is
 * the same.
 *
 * <p><b>Retention.</b> With {@link io.posthorn.message.Retention#NONE} (and no ring) CONSUMED
 * messages go at once. Other limits, on DEAD messages too, are enforced by sweep EXPIRE; an engine
 * may trim CONSUMED messages beyond them earlier. In a ring a CONSUMED message goes when a put
 * overwrites its position, or a new lap leaves it without one.
 */
public interface MessageStore {
  /**
   * Stores messages; answers one result per message, in order. Refused ones leave no trace, not
   * even a sequence. Every stored one takes the next sequence, and the next position of the ring,
   * whatever instant it waits on. A ring that is full, but holds no unfinished message, counts as
   * read to its end.
   *
   * @param atomicity whether one refused message refuses others
   */
  CompletableFuture<List<EnqueueResult>> enqueue(List<Enqueue> groups, Atomicity atomicity);

  /**
   * Leases ready messages. The lease and the attempt number are durable before the answer.
   *
   * <p>Within the bounds of the queue's {@link io.posthorn.message.Push}: never more unexpired
   * leases than {@code maxConcurrency}; a token of {@code rateLimit} for each ({@link
   * io.posthorn.message.TokenBucket}, full at first; RELEASE gives its token back); an {@code
   * ordered} queue hands out its first unfinished message by (first {@code visibleAt}, sequence)
   * alone, and only once its pause or lease is over.
   */
  CompletableFuture<Reserved> reserve(Reserve reserve);

  /**
   * Removes ready messages and hands them out: at most once. Counts as a delivery, not as an
   * attempt.
   */
  CompletableFuture<Taken> take(Take take);

  /**
   * Returns just taken messages whose consumer went away before a byte reached it: READY by state
   * at their old {@code visibleAt} (or now, whichever is earlier), capacity notwithstanding. What
   * {@link Message} does not carry is forgotten: records of attempts, and which deduplication id to
   * free; age and life count from {@code visibleAt} and now. A key that somebody else holds
   * meanwhile is lost; a message that is not CONSUMED or gone is left alone. False when the queue,
   * or the incarnation that all the messages are of, is gone.
   */
  CompletableFuture<Boolean> putBack(QueueName queue, List<Message> messages);

  /**
   * Ends or extends leases; one result per settlement, in order. RELEASE without a delay: {@code
   * visibleAt} = now.
   */
  CompletableFuture<List<SettleResult>> settle(QueueName queue, List<Settlement> settlements);

  /** Reads messages without changing them. An unknown queue is an empty page. */
  CompletableFuture<Page> browse(Browse browse);

  /** Reads one unfinished, dead or retained message. */
  CompletableFuture<Optional<MessageView>> find(QueueName queue, MessageRef message);

  /** Changes single messages; one result per change, in order. */
  CompletableFuture<List<ChangeResult>> change(QueueName queue, List<Change> changes);

  /** Does one bounded slice of work on a whole queue. */
  CompletableFuture<Swept> sweep(QueueName queue, Sweep sweep);
}
