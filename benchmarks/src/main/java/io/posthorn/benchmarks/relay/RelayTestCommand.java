package io.posthorn.benchmarks.relay;

import io.posthorn.benchmarks.process.Folders;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.RedisServer;
import io.posthorn.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bin/relay-test}: exits with 1 when an item is missing, or came twice without reason. */
@Command(
    name = "relay-test",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = "Kills relays of one Redis list under load and counts what three receivers got.")
public final class RelayTestCommand implements Callable<Integer> {
  private static final int RELAYS = 2;
  private static final int REFUSED_PERCENT = 30;
  private static final int PUSHED_AT_ONCE = 500;
  private static final String LIST = "list:items";

  /** Nothing may stand still for longer: the longest pause, a start, and time to spare. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Between an answer and its settlement, on a machine that has other things to do. */
  private static final Duration AROUND = Duration.ofSeconds(5);

  private static final int MOST_MILLIS_DOWN = 1_500;

  @Option(names = "--items", paramLabel = "N", description = "Items.")
  int items = 3_000;

  @Option(names = "--kills", paramLabel = "N", description = "How often a relay is killed.")
  int kills = 4;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Calls of one relay to one receiver at once.")
  int concurrency = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Plays the same dice again; 0 = others each time.")
  long seed;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Keep data and logs there; else a temporary folder.")
  @Nullable Path work;

  /** For picocli. */
  @SuppressWarnings("NullAway.Init")
  public RelayTestCommand() {}

  private record Kill(int relay, long at) {}

  @Override
  public Integer call() throws InterruptedException {
    long dice = seed == 0 ? System.nanoTime() & 0xffffff : seed;
    var random = new SplittableRandom(dice);
    System.out.printf(
        "%d items, 3 receivers, one of them refusing %d %%, %d relays killed %d times, seed %d%n",
        items, REFUSED_PERCENT, RELAYS, kills, dice);
    try {
      Path folder =
          work == null ? Files.createTempDirectory("relay-test") : Files.createDirectories(work);
      boolean clean = play(folder.toRealPath(), random);
      if (work == null && clean) {
        Folders.delete(folder);
      } else {
        System.out.println("data and logs: " + folder);
      }
      return clean ? 0 : 1;
    } catch (IOException e) {
      System.err.println("relay-test: " + e.getMessage());
      return 1;
    }
  }

  private boolean play(Path folder, SplittableRandom random)
      throws IOException, InterruptedException {
    int port = Posthorn.freePort();
    List<Inbox> inboxes = new ArrayList<>();
    List<ServerProcess> relays = new ArrayList<>();
    try (ServerProcess redis = RedisServer.start(folder.resolve("redis"), port, "everysec");
        var wire = new RedisWire(port)) {
      inboxes.add(new Inbox("first", items, 0, random.split()));
      inboxes.add(new Inbox("second", items, REFUSED_PERCENT, random.split()));
      inboxes.add(new Inbox("third", items, 0, random.split()));
      Path conf = configuration(folder, port, inboxes);
      push(wire, 0, items / 2);
      long began = System.nanoTime();
      for (int i = 0; i < RELAYS; i++) {
        relays.add(relay(conf, folder, i));
      }
      push(wire, items / 2, items);
      List<Kill> killed = killing(conf, folder, random, inboxes, relays);
      boolean arrived = await(inboxes, items);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      boolean empty = awaitEmpty(wire);
      relays.forEach(ServerProcess::close);
      return judge(inboxes, killed, took) && arrived && empty;
    } finally {
      relays.forEach(ServerProcess::close);
      inboxes.forEach(Inbox::close);
    }
  }

  private Path configuration(Path folder, int port, List<Inbox> inboxes) throws IOException {
    List<String> urls = inboxes.stream().map(inbox -> "{\"url\":\"" + inbox.url() + "\"}").toList();
    String json =
        "{\"redis_host\":\"127.0.0.1\",\"redis_port\":%d,\"redis_auth\":\"\",\"http_timeout\":30,"
            + "\"redis_list_key\":\"items\",\"retry_cap\":\"5s\",\"concurrency\":%d,"
            + "\"post_urls\":[%s]}";
    return Files.writeString(
        folder.resolve("default.conf"), json.formatted(port, concurrency, String.join(",", urls)));
  }

  private static ServerProcess relay(Path conf, Path folder, int number)
      throws IOException, InterruptedException {
    return ServerProcess.start(
        List.of("bin/posthorn", "relay", conf.toString()),
        Map.of(),
        folder.resolve("relay-" + number + ".log").toFile(),
        line -> line.startsWith("Posthorn relays"));
  }

  private static void push(RedisWire wire, int from, int to) throws IOException {
    for (int start = from; start < to; start += PUSHED_AT_ONCE) {
      List<String> command = new ArrayList<>(List.of("LPUSH", LIST));
      for (int i = start; i < Math.min(to, start + PUSHED_AT_ONCE); i++) {
        command.add("{\"n\":" + i + ",\"text\":\"a b-c %s %% \\u5c0f\"}");
      }
      wire.number(command.toArray(new String[0]));
    }
  }

  /** Kills one or the other, evenly over all that is to be delivered, and starts it again. */
  private List<Kill> killing(
      Path conf,
      Path folder,
      SplittableRandom random,
      List<Inbox> inboxes,
      List<ServerProcess> relays)
      throws IOException, InterruptedException {
    List<Kill> killed = new ArrayList<>();
    for (int i = 1; i <= kills; i++) {
      int share = (int) ((long) items * i / (kills + 1));
      if (!await(inboxes, share)) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(200));
      int victim = random.nextInt(RELAYS);
      relays.get(victim).kill();
      killed.add(new Kill(victim, System.nanoTime()));
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_MILLIS_DOWN));
      relays.set(victim, relay(conf, folder, victim));
    }
    return killed;
  }

  /** Waits until every receiver has {@code count} items; false when nothing moves any more. */
  private static boolean await(List<Inbox> inboxes, int count) throws InterruptedException {
    long calls = 0;
    long movedAt = System.nanoTime();
    while (inboxes.stream().mapToInt(Inbox::accepted).min().orElse(0) < count) {
      long now = inboxes.stream().mapToLong(Inbox::calls).sum();
      if (now != calls) {
        calls = now;
        movedAt = System.nanoTime();
      } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return true;
  }

  private static boolean awaitEmpty(RedisWire wire) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String left = left(wire);
    while (!left.isEmpty() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(50);
      left = left(wire);
    }
    System.out.println("Redis    " + (left.isEmpty() ? "list and processing lists empty" : left));
    return left.isEmpty();
  }

  private static String left(RedisWire wire) throws IOException {
    List<String> keys = new ArrayList<>(List.of(LIST, "{" + LIST + "}:dead"));
    wire.texts("ZRANGE", "{" + LIST + "}:instances", "0", "-1")
        .forEach(instance -> keys.add("{" + LIST + "}:processing:" + instance));
    var left = new StringBuilder();
    for (String key : keys) {
      long length = wire.number("LLEN", key);
      if (length > 0) {
        left.append(length).append(" items in ").append(key).append("; ");
      }
    }
    return left.toString();
  }

  private boolean judge(List<Inbox> inboxes, List<Kill> killed, Duration took) {
    boolean clean = killed.size() == kills;
    for (Inbox inbox : inboxes) {
      long unexplained =
          inbox.twice().stream()
              .filter(twice -> killed.stream().noneMatch(kill -> explains(kill, twice)))
              .count();
      System.out.println(inbox.line(unexplained));
      clean &= unexplained == 0 && inbox.missing() == 0 && inbox.strange() == 0;
    }
    for (int i = 0; i < killed.size(); i++) {
      Kill kill = killed.get(i);
      long again =
          inboxes.stream()
              .flatMap(inbox -> inbox.twice().stream())
              .filter(twice -> explains(kill, twice))
              .count();
      System.out.printf("kill %2d  of relay %d: %d calls made again%n", i + 1, kill.relay(), again);
    }
    System.out.printf(
        "%s in %d s, %.0f items/s%n",
        clean ? "complete" : "VIOLATED",
        took.toSeconds(),
        items / Math.max(0.001, took.toMillis() / 1e3));
    return clean;
  }

  /** Whether an item was accepted just before the kill, and again after it. */
  private static boolean explains(Kill kill, Inbox.Twice twice) {
    return twice.first() <= kill.at()
        && twice.first() > kill.at() - AROUND.toNanos()
        && twice.again() > kill.at() - AROUND.toNanos();
  }
}
