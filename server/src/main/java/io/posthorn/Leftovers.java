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
 * in it. One at a time, by a thread of its own; one in which something stays, since its receiver is
 * away, makes way for others after a while, and has its next turn after them.
 */
final class Leftovers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final long STOPPING_SECONDS = 30;

  /** How many times the patience a directory is kept open while others wait. */
  private static final int TURN = 10;

  private final Path folder;
  private final Path own;
  private final ServerConfig config;
  private final EngineClock clock;
  private final Duration patience;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "posthorn-leftovers"));
  private final Map<Path, Long> freeSince = new HashMap<>();
  private final Map<Path, Long> unusableSince = new HashMap<>();
  private @Nullable RelayStore adopted;
  private long adoptedAt;

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
      Path waiting = waiting();
      RelayStore current = adopted;
      if (current != null && current.isEmpty()) {
        release(current);
        LOG.info("Nothing is left to deliver in {}", current.path());
      } else if (waiting != null && (current == null || hadItsTurn())) {
        if (current != null) {
          release(current);
        }
        adopt(waiting);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("What other relays have left in {} can't be looked for: {}", folder, e.toString());
    }
  }

  private boolean hadItsTurn() {
    return clock.elapsedNow() - adoptedAt >= TURN * patience.toMillis();
  }

  private void release(RelayStore current) {
    adopted = null;
    current.close();
  }

  /** Of the directories with something left that nobody has opened for long the longest so. */
  private @Nullable Path waiting() throws IOException {
    Set<Path> free = new HashSet<>();
    for (Path directory : others()) {
      if (!RelayStore.isMarked(directory) && isFree(directory)) {
        free.add(directory);
      }
    }
    long now = clock.elapsedNow();
    freeSince.keySet().retainAll(free);
    free.forEach(directory -> freeSince.putIfAbsent(directory, now));
    return freeSince.entrySet().stream()
        .filter(since -> now - since.getValue() >= patience.toMillis())
        .min(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private List<Path> others() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.getFileName().toString().matches(Relay.INSTANCE + "\\d+"))
          .map(path -> path.toAbsolutePath().normalize())
          .filter(path -> !path.equals(own) && isWorthATry(path))
          .toList();
    }
  }

  private boolean isFree(Path directory) {
    try {
      DataDirectory opened = DataDirectory.openIfFree(directory);
      if (opened != null) {
        opened.close();
      }
      return opened != null;
    } catch (StartException e) {
      useless(directory, e);
      return false;
    }
  }

  private void adopt(Path directory) {
    freeSince.remove(directory);
    try {
      DataDirectory free = DataDirectory.openIfFree(directory);
      if (free == null) {
        return;
      }
      adopted = RelayStore.open(free, config, new RelayDialects(), clock);
      adoptedAt = clock.elapsedNow();
      LOG.info("Delivers what another relay has left in {}", directory);
    } catch (StartException e) {
      useless(directory, e);
    }
  }

  /** What could not be opened may have been mended since. */
  private boolean isWorthATry(Path directory) {
    Long since = unusableSince.get(directory);
    return since == null || clock.elapsedNow() - since >= TURN * patience.toMillis();
  }

  private void useless(Path directory, StartException why) {
    unusableSince.put(directory, clock.elapsedNow());
    LOG.warn("What another relay has left is not delivered: {}", why.getMessage());
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
