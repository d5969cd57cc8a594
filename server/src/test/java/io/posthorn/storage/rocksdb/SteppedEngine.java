package io.posthorn.storage.rocksdb;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.MessageStore;
import io.posthorn.storage.QueueCatalog;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.TopicCatalog;
import io.posthorn.storage.VisibilityListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.rocksdb.RocksDBException;

/**
 * The engine without its threads: commands run on the caller's, and their changes are written
 * together after a random number of them, as they are when many callers meet.
 */
final class SteppedEngine implements StorageEngine, Commands {
  private static final int COMMANDS = 8;

  final Core core;
  private final Random random;
  private VisibilityListener listener = (queue, at) -> {};

  SteppedEngine(RocksOptions options, Bounds bounds, EngineClock clock, long seed) {
    try {
      Files.createDirectories(options.directory());
      NativeLibrary.load(options.directory());
      core = new Core(RocksDb.open(options.directory(), options.memory()), options, bounds, clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RocksDBException e) {
      throw Damage.opening(options.directory(), e);
    }
    random = new Random(seed);
  }

  @Override
  public <T> CompletableFuture<T> submit(Command<T> command) {
    command.execute(core);
    command.answer(listener);
    if (random.nextInt(COMMANDS) == 0) {
      core.batch.write();
      core.states.shrink().forEach(core.trimmer::leaving);
      core.trimmer.step();
      core.trimmer.dropFiles(core.trimmer.emptiedRanges());
    }
    return command.future();
  }

  @Override
  public MessageStore messages() {
    return new RocksMessages(this, Runnable::run);
  }

  @Override
  public QueueCatalog queues() {
    return new RocksCatalog(this);
  }

  @Override
  public TopicCatalog topics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  @Override
  public EngineClock clock() {
    return core.clock;
  }

  @Override
  public Health check() {
    return Health.UP;
  }

  @Override
  public void onVisible(VisibilityListener newListener) {
    listener = newListener;
  }

  @Override
  public void close() {
    core.batch.write();
    core.close();
  }
}
