package io.posthorn;

import io.posthorn.config.ServerConfig;
import io.posthorn.source.RelayDialects;
import io.posthorn.storage.EngineClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what other relays in the same folder have stored and not delivered before they ended for
 * good: a data directory that nobody has opened for a while is opened here, until nothing is left
 * in it. One at a time, by a thread of its own.
 */
final class Leftovers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final long STOPPING_SECONDS = 30;

  private final Path folder;
  private final Path own;
  private final ServerConfig config;
  private final EngineClock clock;
  private final Duration patience;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "posthorn-leftovers"));
  private final Map<Path, Long> freeSince = new HashMap<>();
  private final Set<Path> unusable = new HashSet<>();
  private @Nullable RelayStore adopted;

  private Leftovers(
      Path folder, Path own, ServerConfig config, EngineClock clock, Duration patience) {
    this.folder = folder;
    this.own = own;
    this.config = config;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * Begins to look.
   *
   * @param own the data directory of this relay
   * @param patience how long nobody must have opened one
   */
  static Leftovers start(
      Path folder, Path own, ServerConfig config, EngineClock clock, Duration patience) {
    var leftovers = new Leftovers(folder, own, config, clock, patience);
    long millis = Math.max(1, patience.toMillis() / 3);
    leftovers.thread.scheduleWithFixedDelay(leftovers::look, millis, millis, TimeUnit.MILLISECONDS);
    return leftovers;
  }

  private void look() {
    try {
      RelayStore current = adopted;
      if (current == null) {
        adopted = next();
      } else if (current.isEmpty()) {
        adopted = null;
        current.close();
        LOG.info("Nothing is left to deliver in {}", current.path());
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("What other relays have left in {} can't be looked for: {}", folder, e.toString());
    }
  }

  private @Nullable RelayStore next() throws IOException {
    List<Path> directories;
    try (Stream<Path> all = Files.list(folder)) {
      directories =
          all.filter(path -> path.getFileName().toString().matches(Relay.INSTANCE + "\\d+"))
              .map(path -> path.toAbsolutePath().normalize())
              .filter(path -> !path.equals(own) && !unusable.contains(path))
              .sorted()
              .toList();
    }
    for (Path directory : directories) {
      DataDirectory free =
          RelayStore.isMarked(directory) ? null : DataDirectory.openIfFree(directory);
      if (free == null) {
        freeSince.remove(directory);
      } else if (isOver(directory)) {
        return adopt(free);
      } else {
        free.close();
      }
    }
    return null;
  }

  private boolean isOver(Path directory) {
    long now = clock.elapsedNow();
    Long since = freeSince.putIfAbsent(directory, now);
    return since != null && now - since >= patience.toMillis();
  }

  private @Nullable RelayStore adopt(DataDirectory free) {
    freeSince.remove(free.path());
    try {
      RelayStore store = RelayStore.open(free, config, new RelayDialects(), clock);
      LOG.info("Delivers what another relay has left in {}", free.path());
      return store;
    } catch (StartException e) {
      unusable.add(free.path());
      LOG.warn("What another relay has left is not delivered: {}", e.getMessage());
      return null;
    }
  }

  /** Ends, as far as it has come. Blocks. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("Still busy with what other relays have left in {}", folder);
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    RelayStore current = adopted;
    if (current != null) {
      current.close();
    }
  }
}
