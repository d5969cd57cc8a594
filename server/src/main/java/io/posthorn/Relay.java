package io.posthorn;

import io.posthorn.config.ServerConfig;
import io.posthorn.source.RedisListSource;
import io.posthorn.source.RelayConfig;
import io.posthorn.source.RelayDialects;
import io.posthorn.source.RelayLog;
import io.posthorn.source.RelayTiming;
import io.posthorn.source.SourceOptions;
import io.posthorn.storage.EngineClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A relay by itself: storage, broker, delivery and one source, without a listener. Several
 * processes may share a folder: each takes the first data directory in it that is free, and
 * delivers what is left in those that nobody takes.
 */
public final class Relay implements AutoCloseable {
  /** How names of data directories begin; a number follows. */
  static final String INSTANCE = "instance-";

  /** Most processes that share a folder. */
  private static final int MAX_INSTANCES = 1000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Parts parts = new Parts();
  private final DataDirectory data;

  private Relay(RelayConfig relay, Path folder, ServerConfig config, Duration patience) {
    data = parts.started(free(folder));
    try {
      open(relay, folder, config, patience);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Begins to take and to deliver.
   *
   * @param folder as async-http-post's: {@code log} and {@code cache} in it are the original's
   * @param config how it stores and delivers; nothing else of it counts
   * @throws StartException naming what is in the way; nothing is left running then
   */
  public static Relay start(RelayConfig relay, Path folder, ServerConfig config) {
    return start(relay, folder, config, PATIENCE);
  }

  /** As above; {@code patience} is how long nobody must have taken what others have left. */
  static Relay start(RelayConfig relay, Path folder, ServerConfig config, Duration patience) {
    return new Relay(relay, folder, config, patience);
  }

  /** Where async-http-post, started with {@code file}, keeps what it keeps. */
  public static Path folder(Path file) {
    return file.resolveSibling(file.getFileName() + ".DATA");
  }

  /** Where it keeps what it has not delivered. */
  public Path data() {
    return data.path();
  }

  /** Stops all parts, last started first; finishes what was begun. */
  @Override
  public void close() {
    parts.close();
  }

  private void open(RelayConfig relay, Path folder, ServerConfig config, Duration patience) {
    EngineClock clock = EngineClock.system();
    RelayLog log = null;
    if (!Boolean.FALSE.equals(relay.options().log())) {
      log = parts.started(log(folder, clock));
    }
    RelayDialects dialects = new RelayDialects();
    RelayStore store = parts.started(RelayStore.open(data, config, dialects, clock));
    SourceOptions source = options(relay, folder, data.path(), config, log);
    parts.started(
        RedisListSource.start(relay, store.broker(), dialects, source, clock.wallClock()));
    parts.started(Leftovers.start(folder, data.path(), config, clock, patience));
  }

  /** The log that the original keeps in {@code folder}. */
  static RelayLog log(Path folder, EngineClock clock) {
    return RelayLog.open(folder.resolve("log"), clock.wallClock(), ZoneId.systemDefault());
  }

  /** How the source of {@code relay} is run by the owner of {@code data}. */
  static SourceOptions options(
      RelayConfig relay, Path folder, Path data, ServerConfig config, @Nullable RelayLog log) {
    return new SourceOptions(
        InstanceId.of(data, relay.address()),
        config.limits().batch(),
        config.limits().body(),
        folder.resolve("cache"),
        log,
        RelayTiming.USUAL);
  }

  private static DataDirectory free(Path folder) {
    for (int i = 1; i <= MAX_INSTANCES; i++) {
      DataDirectory free = DataDirectory.openIfFree(folder.resolve(INSTANCE + i));
      if (free != null) {
        return free;
      }
    }
    throw new StartException(
        StartException.Part.DATA,
        folder + " is in use by " + MAX_INSTANCES + " relays (expected: less)",
        null);
  }
}
