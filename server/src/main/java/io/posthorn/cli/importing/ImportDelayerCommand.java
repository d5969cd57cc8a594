package io.posthorn.cli.importing;

import io.posthorn.redis.RedisReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn import delayer}: jobs of Delayer become messages. */
@Command(
    name = "delayer",
    description = {
      "Make messages of Delayer's jobs: a queue for each topic, the id as the key, due when the job"
          + " is. Stop the mover first. Only looks at Redis. Says what it would do; does it with"
          + " --apply. Begun again, it goes on where it was cut off.",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class ImportDelayerCommand extends RedisImportCommand {
  @Option(names = "--prefix", paramLabel = "TEXT", description = "How its keys begin.")
  private String prefix = "delayer:";

  @Option(names = "--old-keys", description = "Keys are spelt jop_pool, as up to Delayer 1.0.2.")
  private boolean oldKeys;

  @Option(names = "--to", paramLabel = "URL", description = "The running Posthorn.")
  private URI to = URI.create("http://127.0.0.1:1218");

  @Option(names = "--to-key", paramLabel = "KEY", description = "A key for it, where it needs one.")
  private @Nullable String key;

  @Option(
      names = "--notes",
      paramLabel = "FILE",
      description = "Where it notes what is done, to leave it out the next time.")
  private Path file = Path.of("posthorn-import-delayer.notes");

  @Override
  void run(RedisReader redis, boolean apply, LeftOut leftOut, PrintWriter out) {
    try (var queues = new NativeQueues(to, key)) {
      var jobs = new DelayerJobs(redis, prefix, oldKeys);
      var work = new DelayerImport(jobs, queues, new Notes(file), leftOut, Clock.systemUTC());
      work.look().forEach((topic, found) -> out.println(topic + ": " + found));
      if (apply) {
        var progress = new Progress(out, "jobs", jobs.count(), Clock.systemUTC());
        progress.at(0);
        work.run(progress::at);
      }
    }
  }
}
