package io.posthorn.storage.rocksdb;

import io.posthorn.metrics.StorageMetrics;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import io.posthorn.storage.rocksdb.Command.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes anything. It drains a bounded queue of commands into one batch,
 * writes it unsynced, and hands the commands on to {@link Syncer}: batch k + 1 is written while
 * batch k is synced.
 */
final class Writer implements Runnable, Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /** Commands that wait at most; beyond it callers are told to come back later. */
  private static final int WAITING = 1 << 16;

  private static final int BATCH_COMMANDS = 2048;
  private static final long BATCH_BYTES = 4 << 20;

  /** As many waiting commands are worth a write of their own, sync or no sync. */
  private static final int GATHER = 512;

  /** A sync takes a fraction of that; a stuck disk must not stop the writing. */
  private static final long GATHER_NANOS = 500_000;

  private final MpscArrayQueue<Command<?>> waiting = new MpscArrayQueue<>(WAITING);
  private final Recovery recovery;
  private final Syncer syncer;
  private final FreeSpace space;
  private final StorageMetrics metrics;
  private final Thread thread;
  private volatile boolean parked;
  private volatile boolean closing;
  private volatile boolean ended;

  Writer(Recovery recovery, Syncer syncer, FreeSpace space, StorageMetrics metrics) {
    this.recovery = recovery;
    this.syncer = syncer;
    this.space = space;
    this.metrics = metrics;
    this.thread = new Thread(this, "posthorn-writer-1");
    syncer.onIdle(() -> LockSupport.unpark(thread));
  }

  void start() {
    thread.start();
  }

  @Override
  public <T> CompletableFuture<T> submit(Command<T> command) {
    if (closing) {
      return CompletableFuture.failedFuture(
          new StorageException(Kind.CLOSED, "the store is closed"));
    }
    if (!waiting.offer(command)) {
      return CompletableFuture.failedFuture(
          new StorageException(
              Kind.OVERLOADED, "more than " + WAITING + " commands wait for storage"));
    }
    if (parked) {
      LockSupport.unpark(thread);
    }
    if (ended) {
      // It came in after the last look; nobody is left to answer it but its caller.
      failWaiting();
    }
    return command.future();
  }

  /** Refuses what comes, finishes what came. */
  void close() throws InterruptedException {
    closing = true;
    LockSupport.unpark(thread);
    thread.join();
    ended = true;
    failWaiting();
  }

  /** After the thread's end: fails what came too late. */
  private synchronized void failWaiting() {
    Command<?> command;
    while ((command = waiting.poll()) != null) {
      command
          .future()
          .completeExceptionally(new StorageException(Kind.CLOSED, "the store is closed"));
    }
  }

  @Override
  public void run() {
    try {
      loop();
    } catch (Throwable e) {
      LOG.error("The writer thread died; the process ends, for nothing can be stored any more.", e);
      Runtime.getRuntime().halt(70);
    }
  }

  private void loop() {
    while (true) {
      Command<?> first = waiting.relaxedPoll();
      if (first == null) {
        first = await();
      }
      if (first == null) {
        if (closing && waiting.isEmpty()) {
          return;
        }
        recoverIfFailed();
        continue;
      }
      batch(first);
    }
  }

  private @Nullable Command<?> await() {
    parked = true;
    try {
      Command<?> command = waiting.poll();
      if (command == null && !closing) {
        LockSupport.parkNanos(this, 100_000_000);
        command = waiting.poll();
      }
      return command;
    } finally {
      parked = false;
    }
  }

  private void batch(Command<?> first) {
    recoverIfFailed();
    Core core = recovery.core();
    StorageException refusal = recovery.refusal();
    if (core == null) {
      first.fail(
          refusal == null ? new StorageException(Kind.CLOSED, "the store is closed") : refusal);
      syncer.answer(List.of(first));
      return;
    }
    var commands = new ArrayList<Command<?>>(64);
    long writesBefore = core.batch.writes();
    boolean durable = false;
    Command<?> running = null;
    try {
      Command<?> command = first;
      do {
        running = command;
        commands.add(command);
        execute(core, command, refusal);
        durable |= command.durable();
      } while (commands.size() < BATCH_COMMANDS
          && core.batch.bytes() < BATCH_BYTES
          && (command = waiting.relaxedPoll()) != null);
      running = null;
      boolean wrote = core.batch.write();
      core.tally.tell(metrics);
      metrics.batch(commands.size());
      List<QueueState> left = core.states.shrink();
      if (refusal == null) {
        trim(core, left);
      }
      syncer.written(core, commands, durable, wrote);
      if (durable) {
        gather();
      }
    } catch (StorageException e) {
      recovery.failed(core, e);
      boolean unwritten = core.batch.writes() == writesBefore && Damage.isNoSpace(e);
      failed(
          commands,
          running,
          unwritten ? new StorageException(Kind.FULL, String.valueOf(e.getMessage()), e) : e);
    }
  }

  /** Damage that trimming meets is no fault of the batch before it. */
  private static void trim(Core core, List<QueueState> left) {
    try {
      left.forEach(core.trimmer::leaving);
      core.trimmer.step();
    } catch (StorageException e) {
      if (e.kind() == Kind.OUTCOME_UNKNOWN) {
        throw e;
      }
      LOG.error(
          "A queue's consumed messages stay on the disk until the next start: {}", e.getMessage());
    }
  }

  /** Answers a batch that could not be written: its changes failed, its reads go on. */
  private void failed(List<Command<?>> commands, @Nullable Command<?> running, StorageException e) {
    boolean again = running != null && running.need() == Need.NOTHING;
    if (again) {
      commands.remove(commands.size() - 1);
    }
    for (Command<?> command : commands) {
      if (command.need() != Need.NOTHING) {
        command.fail(e);
      }
    }
    syncer.answer(commands);
    recoverIfFailed();
    if (again && running != null) {
      batch(running);
    }
  }

  /**
   * While a batch is being synced, commands gather that will share the next write and the next
   * sync: on few cores that costs less than writing each as it comes.
   */
  private void gather() {
    long until = System.nanoTime() + GATHER_NANOS;
    while (syncer.busy() && waiting.size() < GATHER && !closing) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }

  private void execute(Core core, Command<?> command, @Nullable StorageException refusal) {
    if (command.need() != Need.NOTHING) {
      if (refusal != null) {
        command.fail(refusal);
        return;
      }
      if (space.lacks(command.need())) {
        command.fail(new StorageException(Kind.FULL, space.sentence()));
        return;
      }
    }
    command.execute(core);
  }

  /**
   * After a failed write or sync nothing in memory can be trusted: has the database opened anew.
   */
  private void recoverIfFailed() {
    if (!recovery.due()) {
      return;
    }
    syncer.awaitIdle();
    recovery.reopen();
    StorageException refusal = recovery.refusal();
    if (recovery.core() == null && refusal != null) {
      refuseWaiting(refusal);
      LockSupport.parkNanos(this, 200_000_000);
    }
  }

  private void refuseWaiting(StorageException reason) {
    var refused = new ArrayList<Command<?>>();
    Command<?> command;
    while ((command = waiting.poll()) != null) {
      command.fail(reason);
      refused.add(command);
    }
    if (!refused.isEmpty()) {
      syncer.answer(refused);
    }
  }
}
