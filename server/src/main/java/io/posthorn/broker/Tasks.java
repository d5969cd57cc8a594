package io.posthorn.broker;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.Body;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Repeat;
import io.posthorn.message.Task;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Change;
import io.posthorn.storage.ChangeResult;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.MessageRef;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.StorageEngine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The door for tasks: begins their repeats, replaces them by key, changes, pauses and resumes them.
 * Threads and failures as with {@link Broker}. Fails with QUEUE_MODE where a task is for a pull
 * queue, or neither it nor its queue has a url.
 */
public final class Tasks {
  /** How often a put is tried again when the message with its key comes and goes meanwhile. */
  private static final int TRIES = 10;

  private final Broker broker;
  private final StorageEngine engine;
  private final Checks checks;
  private final Calls calls;
  private final RepeatStart repeats;

  Tasks(Broker broker, StorageEngine engine, Checks checks, Calls calls) {
    this.broker = broker;
    this.engine = engine;
    this.checks = checks;
    this.calls = calls;
    repeats = new RepeatStart(engine.clock());
  }

  /**
   * Stores a task; a push queue is made when there is none. A repeat that names no instant begins
   * by its schedule; the anchor of {@link Repeat.Every} is set here, to its first run.
   */
  public CompletableFuture<EnqueueResult> enqueue(QueueName queue, NewMessage task) {
    NewMessage begun;
    try {
      begun = repeats.begin(task);
    } catch (BrokerException e) {
      return Calls.refused(e);
    }
    return broker.enqueue(queue, begun, QueueConfig.PUSH);
  }

  /** Stores all of several tasks or none, as {@link #enqueue(QueueName, NewMessage)} does one. */
  public CompletableFuture<List<EnqueueResult>> enqueue(QueueName queue, List<NewMessage> tasks) {
    NewMessage[] begun = new NewMessage[tasks.size()];
    for (int i = 0; i < begun.length; i++) {
      try {
        begun[i] = repeats.begin(tasks.get(i));
      } catch (BrokerException e) {
        return Calls.refused(e.at(i));
      }
    }
    return broker.enqueue(queue, List.of(begun), Atomicity.ALL, QueueConfig.PUSH);
  }

  /**
   * The outcome of a put.
   *
   * @param result ENQUEUED, also where a task was replaced; or why nothing was stored
   * @param created whether there was no task before
   */
  public record Put(EnqueueResult result, boolean created) {}

  /**
   * Makes the unfinished message with {@code task}'s key this one, or stores it. To put the same
   * again changes nothing but its trace. A repeat that stays as it was keeps its grid and its next
   * run, and one that is paused stays so; the life of what is replaced is not changed. Fails with
   * KEY_CONFLICT when others change it all the time.
   *
   * @param task with a key and without a deduplication id
   */
  public CompletableFuture<Put> put(QueueName queue, NewMessage task) {
    return calls.call(
        () -> {
          checks.message(repeats.begin(task));
          return put(queue, task, MessageRef.ofKey(requireNonNull(task.key(), "key")), TRIES);
        });
  }

  /**
   * Makes an unfinished message another one, if it still is what was found; else answers CONFLICT.
   *
   * @param now as it was found
   * @param to what it becomes; the anchor of a repeat is set here
   * @param visibleAt when it is due; null = as before, or as a new repeat says
   */
  public CompletableFuture<ChangeResult> amend(
      QueueName queue, MessageView now, Change.Amendment to, @Nullable Instant visibleAt) {
    return calls.call(
        () -> {
          checks.amendment(to);
          checks.visibleAt(visibleAt);
          Task before = now.task();
          Task task = to.task();
          if (before != null && before.paused() && (task == null || task.repeat() == null)) {
            throw new BrokerException(
                ErrorCode.MESSAGE_STATE,
                "The message '"
                    + now.id()
                    + "' is paused (expected: resumed before it is changed"
                    + " to repeat no more).");
          }
          RepeatStart.Begun begun = repeats.amend(before, task, visibleAt);
          return acceptedBy(queue, to.body(), begun.task())
              .thenCompose(
                  there ->
                      there
                          ? change(queue, now, with(to, begun.task()), begun.at())
                          : CompletableFuture.completedFuture(ChangeResult.NOT_FOUND));
        });
  }

  /**
   * Stops a repeat after the run that is under way, or begins it again by its schedule (adaptive:
   * now). Fails with MESSAGE_STATE for a message that does not repeat. CONFLICT: others change it
   * all the time.
   */
  public CompletableFuture<ChangeResult> pause(QueueName queue, MessageRef ref, boolean paused) {
    return calls.call(
        () -> {
          checks.ref(ref);
          return pause(queue, ref, paused, TRIES);
        });
  }

  private CompletableFuture<ChangeResult> pause(
      QueueName queue, MessageRef ref, boolean paused, int tries) {
    return engine
        .messages()
        .find(queue, ref)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(ChangeResult.NOT_FOUND)
                    : pause(queue, found.get(), paused))
        .thenCompose(
            result ->
                result == ChangeResult.CONFLICT && tries > 1
                    ? pause(queue, ref, paused, tries - 1)
                    : CompletableFuture.completedFuture(result));
  }

  private CompletableFuture<ChangeResult> pause(QueueName queue, MessageView now, boolean paused) {
    Task task = now.task();
    if (task == null || task.repeat() == null) {
      throw new BrokerException(
          ErrorCode.MESSAGE_STATE,
          "The message '" + now.id() + "' does not repeat (expected: a repeating task).");
    }
    if (now.state() == MessageState.DEAD || now.state() == MessageState.CONSUMED) {
      return CompletableFuture.completedFuture(ChangeResult.WRONG_STATE);
    }
    // What is so already is written all the same: it may not be durable yet.
    Instant at =
        task.paused() == paused ? null : paused ? Task.NEVER : repeats.resume(task.repeat());
    return change(queue, now, with(contentOf(now), task.withPaused(paused)), at);
  }

  private CompletableFuture<Put> put(QueueName queue, NewMessage task, MessageRef ref, int tries) {
    return acceptedBy(queue, task.body(), task.task())
        .thenCompose(there -> engine.messages().find(queue, ref))
        .thenCompose(
            found -> found.isEmpty() ? create(queue, task) : replace(queue, found.get(), task))
        .thenCompose(
            put -> {
              if (put.isPresent()) {
                return CompletableFuture.completedFuture(put.get());
              }
              if (tries <= 1) {
                throw new BrokerException(
                    ErrorCode.KEY_CONFLICT,
                    "The message with the key '"
                        + task.key()
                        + "' is being changed by others; try again.");
              }
              return put(queue, task, ref, tries - 1);
            });
  }

  /** Empty when somebody else was first. */
  private CompletableFuture<Optional<Put>> create(QueueName queue, NewMessage task) {
    return enqueue(queue, task)
        .thenApply(
            result ->
                result.status() == Status.KEY_CONFLICT
                    ? Optional.empty()
                    : Optional.of(new Put(result, result.status() == Status.ENQUEUED)));
  }

  /** Empty when the message was finished or changed meanwhile. */
  private CompletableFuture<Optional<Put>> replace(
      QueueName queue, MessageView now, NewMessage task) {
    RepeatStart.Begun begun = repeats.replace(now, task);
    Instant at = begun.at() != null ? begun.at() : waitsFor(now);
    var put = Optional.of(new Put(new EnqueueResult(Status.ENQUEUED, now.id(), 0, at), false));
    // The same is written all the same: what was found may not be durable yet.
    var to = new Change.Amendment(task.body(), task.contentType(), begun.task(), task.trace());
    return change(queue, now, to, begun.at())
        .thenApply(result -> result == ChangeResult.CHANGED ? put : Optional.empty());
  }

  private CompletableFuture<ChangeResult> change(
      QueueName queue, MessageView now, Change.Amendment to, @Nullable Instant at) {
    var change = new Change(MessageRef.of(now.id()), Change.Kind.AMEND, at, to, contentOf(now));
    return engine.messages().change(queue, List.of(change)).thenApply(results -> results.get(0));
  }

  /** Whether there is such a queue; fails when it does not take the message. */
  private CompletableFuture<Boolean> acceptedBy(QueueName queue, Body body, @Nullable Task task) {
    var message = new NewMessage(body, null, null, null, null, null, null, task);
    return engine
        .queues()
        .find(queue)
        .thenApply(
            found -> {
              if (found.isPresent() && !found.get().config().accepts(message)) {
                throw refused(found.get());
              }
              return found.isPresent();
            });
  }

  private static BrokerException refused(QueueInfo queue) {
    return queue.config().mode() == QueueMode.PULL
        ? Failures.otherMode(queue.name(), QueueMode.PULL, QueueMode.PUSH)
        : Failures.noTarget(queue.name());
  }

  /** The run that is under way, or else what the message waits for. */
  private static @Nullable Instant waitsFor(MessageView now) {
    return now.state() == MessageState.LEASED && now.run() != null
        ? now.run().scheduledAt()
        : now.visibleAt();
  }

  private static Change.Amendment contentOf(MessageView view) {
    Body body = view.body() == null ? Body.EMPTY : view.body();
    return new Change.Amendment(body, view.contentType(), view.task(), view.trace());
  }

  private static Change.Amendment with(Change.Amendment content, @Nullable Task task) {
    return new Change.Amendment(content.body(), content.contentType(), task, content.trace());
  }
}
