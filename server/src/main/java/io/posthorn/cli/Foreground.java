package io.posthorn.cli;

import io.posthorn.Build;
import io.posthorn.Server;
import io.posthorn.config.LoadedConfig;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a server until a signal asks it to stop. */
final class Foreground {
  private static final Logger LOG = LoggerFactory.getLogger("posthorn");

  private Foreground() {}

  /**
   * Serves until SIGTERM or SIGINT, then stops gracefully and ends the process with exit code 0.
   */
  static int serve(LoadedConfig loaded, Server.Front front, @Nullable PidFile pidFile) {
    return serve(loaded, front, pidFile, address -> {});
  }

  /** As above; {@code greeting} is told the address just before the ready line is printed. */
  static int serve(
      LoadedConfig loaded,
      Server.Front front,
      @Nullable PidFile pidFile,
      Consumer<String> greeting) {
    announce(loaded);
    Server server = Server.start(loaded.config(), front);
    return untilStopped(
        () -> {
          if (pidFile != null) {
            pidFile.write();
          }
          greeting.accept(server.address());
          ready("Posthorn", server.address());
        },
        () -> stop(server, pidFile));
  }

  /** Logs what is about to start. */
  static void announce(LoadedConfig loaded) {
    String changes = loaded.changes();
    LOG.info("Posthorn {} starts{}", Build.version(), changes.isEmpty() ? "" : " with " + changes);
    OpenFiles.report(loaded.config());
  }

  /**
   * Runs {@code started}, waits for SIGTERM or SIGINT, then ends the process with the exit code
   * that {@code stop} answers. That runs as the process's shutdown hook, which ends it itself,
   * since a JVM that a signal stops would exit with 143.
   */
  static int untilStopped(Runnable started, IntSupplier stop) {
    var hook = new Thread(() -> Runtime.getRuntime().halt(stop.getAsInt()), "posthorn-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    started.run();
    await();
    return 0;
  }

  /** Says on stdout that {@code what} serves now. */
  static void ready(String what, String address) {
    System.out.println(what + " ready on " + address);
    System.out.flush();
  }

  private static int stop(Server server, @Nullable PidFile pidFile) {
    LOG.info("Stopping: no new requests, finishing those begun");
    int code = 0;
    try {
      server.close();
      LOG.info("Stopped");
    } catch (RuntimeException e) {
      LOG.error("Stopping failed", e);
      code = Failures.FAILED;
    }
    if (pidFile != null) {
      pidFile.remove();
    }
    return code;
  }

  private static void await() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
