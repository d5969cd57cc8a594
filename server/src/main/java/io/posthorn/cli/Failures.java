package io.posthorn.cli;

import io.posthorn.StartException;
import io.posthorn.backup.BackupException;
import io.posthorn.config.ConfigException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Says what went wrong in one sentence on stderr; a stack trace is no help to whoever typed the
 * command.
 */
final class Failures {
  /** Exit code of what could not be done. */
  static final int FAILED = 1;

  /** Exit code of wrong arguments and configuration. */
  static final int WRONG = 2;

  private Failures() {}

  /** Handles arguments that make no sense. */
  static int wrongArguments(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("posthorn: " + sentence(e.getMessage()));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    err.flush();
    return WRONG;
  }

  /** Handles a command that threw. */
  static int failed(Exception e, CommandLine command, CommandLine.ParseResult arguments) {
    return failed(e, command.getErr());
  }

  /** Handles what a command threw; {@code err} gets the sentence. */
  static int failed(Exception e, PrintWriter err) {
    if (e instanceof ConfigException
        || e instanceof StartException
        || e instanceof BackupException) {
      err.println("posthorn: " + sentence(e.getMessage()));
    } else {
      err.println("posthorn: unexpected " + e);
      if (System.getenv("POSTHORN_LAUNCHER_DEBUG") != null) {
        e.printStackTrace(err);
      }
    }
    err.flush();
    return e instanceof ConfigException ? WRONG : FAILED;
  }

  private static String sentence(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
