package io.posthorn.cli.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.redis.RedisReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn import htq}: queues, tasks and counters that an HTQ has in Redis. */
@Command(
    name = "htq",
    description = {
      "Take over what an HTQ has in Redis: queues, tasks and counters, into a running Posthorn that"
          + " serves HTQ's API. Stop the original first. Only looks at Redis. Says what it would do;"
          + " does it with --apply. Begun again, it goes on where it was cut off.",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class ImportHtqCommand extends RedisImportCommand {
  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "The redis_key_prefix in its config.json.")
  private String prefix = "htq_";

  @Option(names = "--to", paramLabel = "URL", description = "The running Posthorn.")
  private URI to = URI.create("http://127.0.0.1:5999");

  @Option(names = "--app-key", paramLabel = "KEY", required = true, description = "Its app_key.")
  private String appKey = "";

  @Option(
      names = "--app-token",
      paramLabel = "TOKEN",
      required = true,
      description = "Its app_token.")
  private String appToken = "";

  @Option(
      names = "--notes",
      paramLabel = "FILE",
      description = "Where it notes what is done, to leave it out the next time.")
  private Path file = Path.of("posthorn-import-htq.notes");

  @Override
  void run(RedisReader redis, boolean apply, LeftOut leftOut, PrintWriter out) {
    try (var api = new HtqApi(to, appKey, appToken)) {
      var work = new HtqImport(redis, prefix, api, new Notes(file), leftOut);
      Map<String, JsonNode> there = api.queues();
      for (HtqQueue queue : work.queues()) {
        boolean known = work.isThere(queue, there.get(queue.name()));
        HtqImport.Found found = look(queue, known, work, out);
        if (apply) {
          if (!known) {
            api.add(queue);
          }
          var progress = new Progress(out, queue.name(), found.tasks(), Clock.systemUTC());
          progress.at(found.done());
          work.run(queue, progress::at);
        }
      }
    }
  }

  private static HtqImport.Found look(
      HtqQueue queue, boolean known, HtqImport work, PrintWriter out) {
    HtqImport.Found found = work.look(queue);
    out.println(
        queue
            + ": "
            + found.tasks()
            + " tasks, "
            + (queue.isVariable() ? found.counted() + " of them with a counter, " : "")
            + (found.tasks() - found.done())
            + " to take over"
            + (known ? "" : "; the queue is new"));
    return found;
  }
}
