package io.posthorn.cli;

import io.posthorn.Server;
import io.posthorn.config.LoadedConfig;
import java.util.concurrent.CountDownLatch;
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
    String changes = loaded.changes();
    LOG.info(
        "Posthorn {} starts{}", Version.current(), changes.isEmpty() ? "" : " with " + changes);
    OpenFiles.report(loaded.config());
    Server server = Server.start(loaded.config(), front);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, pidFile), "posthorn-stop"));
    if (pidFile != null) {
      pidFile.write();
    }
    System.out.println("Posthorn ready on " + server.address());
    System.out.flush();
    await();
    return 0;
  }

  /**
   * Runs as the process's shutdown hook; ends it itself, since a JVM that a signal stops would exit
   * with 143.
   */
  private static void stop(Server server, @Nullable PidFile pidFile) {
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
    Runtime.getRuntime().halt(code);
  }

  private static void await() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
