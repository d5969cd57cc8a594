package io.posthorn.cli.importing;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code posthorn import httpsqs}: queues of an HTTPSQS server, positions and all. */
@Command(
    name = "httpsqs",
    description = {
      "Take over queues of an HTTPSQS server: bodies, putpos, getpos and maxqueue, so that noted"
          + " positions stay valid. Only looks at the old server. Says what it would do; does it with"
          + " --apply. Begun again, it goes on where it was cut off.",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class ImportHttpsqsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "URL", description = "The old server, like http://old:1218.")
  private URI from = URI.create("http://127.0.0.1:1218");

  @Option(
      names = "--queue",
      paramLabel = "NAME",
      required = true,
      description = "A queue; may be given several times, as HTTPSQS can't list its queues.")
  private List<String> queues = List.of();

  @Option(names = "--auth", paramLabel = "PASSWORD", description = "The old server's password.")
  private @Nullable String auth;

  @Option(names = "--to", paramLabel = "URL", description = "The running Posthorn.")
  private URI to = URI.create("http://127.0.0.1:1218");

  @Option(names = "--to-auth", paramLabel = "PASSWORD", description = "Its httpsqs.auth.")
  private @Nullable String toAuth;

  @Option(
      names = "--drain",
      description =
          "Get what is unread and put it here instead: alters the old server, gives new positions,"
              + " and may be done while both are used.")
  private boolean drain;

  @Option(names = "--apply", description = "Do it.")
  private boolean apply;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (var source = new HttpsqsServer(from, auth);
        var target = new HttpsqsServer(to, toAuth)) {
      if (source.is(target)) {
        spec.commandLine()
            .getErr()
            .println("posthorn: the old and the new server are the same: " + to);
        return 2;
      }
      for (String queue : queues) {
        if (drain) {
          drain(queue, source, target, out);
        } else {
          run(queue, new QueueImport(source, target, HttpsqsServer.encode(queue)), out);
        }
      }
      if (!apply) {
        out.println("Nothing was changed; --apply does it.");
      }
      out.flush();
      return 0;
    } catch (ImportException e) {
      out.flush();
      spec.commandLine().getErr().println("posthorn: " + e.getMessage());
      spec.commandLine().getErr().flush();
      return 1;
    }
  }

  private void run(String queue, QueueImport work, PrintWriter out) {
    if (work.total() == 0) {
      out.println(queue + ": nothing was ever put into it on " + from);
      return;
    }
    long left = work.total() - work.done();
    out.println(
        queue
            + ": "
            + work.old().unread()
            + " unread, "
            + work.old()
            + "; "
            + (left == 0 ? "is taken over" : left + " of " + work.total() + " steps to do"));
    if (!apply || left == 0) {
      return;
    }
    var progress = new Progress(out, queue, work.total(), Clock.systemUTC());
    progress.at(work.done());
    work.run(progress::at);
    if (work.hasOldMoved()) {
      out.println(
          queue + ": the old queue has moved on meanwhile; stop who uses it, then run this again");
    }
  }

  private void drain(String queue, HttpsqsServer source, HttpsqsServer target, PrintWriter out) {
    String name = HttpsqsServer.encode(queue);
    long unread = RingPosition.of(source, name).unread();
    if (!apply) {
      out.println(queue + ": " + unread + " messages to move");
      return;
    }
    var progress = new Progress(out, queue, unread, Clock.systemUTC());
    progress.at(0);
    long moved = new QueueDrain(source, target, name, Path.of("")).run(progress::at);
    out.println(queue + ": " + moved + " messages moved");
  }
}
