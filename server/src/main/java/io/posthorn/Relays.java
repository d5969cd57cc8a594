package io.posthorn;

import io.posthorn.broker.Broker;
import io.posthorn.config.ConfigException;
import io.posthorn.config.ServerConfig;
import io.posthorn.source.RedisListSource;
import io.posthorn.source.RelayConfig;
import io.posthorn.source.RelayDialects;
import io.posthorn.source.RelayFile;
import io.posthorn.source.RelayLog;
import io.posthorn.source.SourceOptions;
import io.posthorn.storage.EngineClock;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The relays of a server: one source for each file that its configuration names. */
final class Relays implements AutoCloseable {
  private final Parts parts = new Parts();
  private final Set<String> lists = new HashSet<>();

  private Relays() {}

  /**
   * Begins to take from their lists.
   *
   * @param dialects known to the delivery of {@code broker}
   * @param data the server's data directory
   * @throws ConfigException when a file can't be used; nothing is left running then
   */
  static Relays start(
      ServerConfig config, Broker broker, RelayDialects dialects, Path data, EngineClock clock) {
    Relays relays = new Relays();
    try {
      for (String file : config.sources().relay()) {
        relays.start(Path.of(file), config, broker, dialects, data, clock);
      }
      return relays;
    } catch (RuntimeException e) {
      relays.close();
      throw e;
    }
  }

  private void start(
      Path file,
      ServerConfig config,
      Broker broker,
      RelayDialects dialects,
      Path data,
      EngineClock clock) {
    RelayConfig relay = RelayFile.read(file).config();
    if (!lists.add(relay.address() + " list:" + relay.list())) {
      throw new ConfigException(
          "sources.relay: " + file + " takes from the same list as another (expected: one each)");
    }
    Path folder = Relay.folder(file);
    RelayLog log = null;
    if (Boolean.TRUE.equals(relay.options().log())) {
      log = parts.started(Relay.log(folder, clock));
    }
    SourceOptions options = Relay.options(relay, folder, data, config, log);
    parts.started(RedisListSource.start(relay, broker, dialects, options, clock.wallClock()));
  }

  @Override
  public void close() {
    parts.close();
  }
}
