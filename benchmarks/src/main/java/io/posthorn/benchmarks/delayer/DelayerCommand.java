package io.posthorn.benchmarks.delayer;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.posthorn.benchmarks.process.Bounds;
import io.posthorn.benchmarks.process.Machine;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.RedisServer;
import io.posthorn.benchmarks.process.Workplace;
import io.posthorn.delayer.Delayer;
import io.posthorn.delayer.DelayerLog;
import io.posthorn.delayer.DelayerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/bench delayer}: many of Delayer's jobs due at one instant. */
@Command(
    name = "delayer",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Moves Delayer's jobs that are due at once within a redis-server of its own, and shows their"
            + " rate, and for how long others wait for Redis meanwhile.")
public final class DelayerCommand implements Callable<Integer> {
  private static final int CHUNK = 5_000;
  private static final int TOPICS = 10;
  private static final String KEYS = DelayerOptions.KEY_PREFIX;

  private static final String FILL =
      """
      for i = ARGV[1], ARGV[2] do
        redis.call('HMSET', KEYS[2] .. i, 'topic', 't' .. i % ARGV[3], 'body', '{"order":' .. i .. '}')
        redis.call('ZADD', KEYS[1], 1500000000 + i, i)
      end
      """;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Jobs due at once; the claim is 1000000.")
  int jobs = 100_000;

  @Option(
      names = "--max-call",
      paramLabel = "MS",
      description = "Bound of the mean time that a call of the mover takes within Redis.")
  double maxCall = 5;

  @Mixin Workplace place = new Workplace();

  private final Bounds bounds = new Bounds();

  /** For picocli. */
  public DelayerCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    place.open("delayer");
    System.out.println(Machine.describe("delayer"));
    int port = Posthorn.freePort();
    String uri = "redis://127.0.0.1:" + port;
    try (var process = RedisServer.start(place.folder(), port, "everysec");
        RedisClient client = RedisClient.create(uri);
        var connection = client.connect()) {
      measure(connection.sync(), uri);
      System.out.println("CPU of Redis since its start: " + process.cpu().toMillis() + " ms");
    }
    place.delete();
    return bounds.exitCode();
  }

  @SuppressWarnings("try") // a mover works by being there
  private void measure(RedisCommands<String, String> redis, String uri)
      throws InterruptedException {
    String[] keys = {KEYS + "job_pool", KEYS + "job_bucket:"};
    for (int from = 1; from <= jobs; from += CHUNK) {
      int to = Math.min(jobs, from + CHUNK - 1);
      redis.eval(FILL, ScriptOutputType.STATUS, keys, "" + from, "" + to, "" + TOPICS);
    }
    redis.configResetstat();
    var errors = new Errors();
    var pings = new Histogram(TimeUnit.MINUTES.toNanos(10), 3);
    double seconds;
    long begin = System.nanoTime();
    try (Delayer delayer =
        Delayer.start(
            DelayerOptions.of(uri, KEYS, false, Duration.ofSeconds(1)),
            InstantSource.system(),
            errors)) {
      while (redis.zcard(keys[0]) > 0) {
        long before = System.nanoTime();
        redis.ping();
        pings.recordValue(System.nanoTime() - before);
        TimeUnit.MILLISECONDS.sleep(1);
      }
      seconds = (System.nanoTime() - begin) / 1e9;
    }
    long ready = 0;
    for (int topic = 0; topic < TOPICS; topic++) {
      ready += redis.llen(KEYS + "ready_queue:t" + topic);
    }
    bounds.atLeast("jobs that are ready", ready, jobs, "");
    bounds.atMost("failures that were logged", errors.count, 0, "");
    System.out.printf("%,.0f jobs a second%n", jobs / seconds);
    bounds.atMost("mean time of a call within Redis", callMicros(redis) / 1e3, maxCall, "ms");
    System.out.printf(
        "others' PING meanwhile: median %.2f ms, 99%% %.2f ms, most %.2f ms%n",
        pings.getValueAtPercentile(50) / 1e6,
        pings.getValueAtPercentile(99) / 1e6,
        pings.getMaxValue() / 1e6);
  }

  private static double callMicros(RedisCommands<String, String> redis) {
    for (String line : redis.info("commandstats").lines().toList()) {
      if (line.startsWith("cmdstat_evalsha:")) {
        return Double.parseDouble(line.replaceFirst(".*usec_per_call=([0-9.]+).*", "$1"));
      }
    }
    throw new IllegalStateException("the mover made no call");
  }

  /** Counts failures; what is ready is counted in Redis. */
  private static final class Errors implements DelayerLog {
    private int count; // read when the mover has ended

    @Override
    public void info(byte[] line) {}

    @Override
    public void error(byte[] line) {
      count++;
      System.out.println(new String(line, StandardCharsets.UTF_8));
    }
  }
}
