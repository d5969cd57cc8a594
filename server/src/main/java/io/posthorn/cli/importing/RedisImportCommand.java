package io.posthorn.cli.importing;

import io.posthorn.redis.RedisReadException;
import io.posthorn.redis.RedisReader;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * An import of what somebody keeps in Redis: looks, does it when told to, and says what it had to
 * leave out, or in a sentence why it stopped.
 */
abstract class RedisImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "REDIS", description = "The Redis, like redis://127.0.0.1:6379.")
  private String from = "";

  @Option(names = "--apply", description = "Do it.")
  private boolean apply;

  @Spec private CommandSpec spec;

  /**
   * Says what there is; takes it over when {@code apply} says so.
   *
   * @throws ImportException when it can't go on; the message says why
   */
  abstract void run(RedisReader redis, boolean apply, LeftOut leftOut, PrintWriter out);

  @Override
  public final Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    var leftOut = new LeftOut(out);
    try (RedisReader redis = RedisReader.open(from)) {
      run(redis, apply, leftOut, out);
      leftOut.summarise();
      if (!apply) {
        out.println("Nothing was changed; --apply does it.");
      }
      out.flush();
      return leftOut.count() == 0 ? 0 : 1;
    } catch (ImportException | RedisReadException | IllegalArgumentException e) {
      out.flush();
      spec.commandLine().getErr().println("posthorn: " + e.getMessage());
      spec.commandLine().getErr().flush();
      return 1;
    }
  }
}
