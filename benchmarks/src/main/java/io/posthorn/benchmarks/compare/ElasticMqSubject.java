package io.posthorn.benchmarks.compare;

import io.posthorn.benchmarks.process.ServerProcess;
import io.posthorn.cli.bench.Content;
import io.posthorn.cli.bench.Endpoint;
import io.posthorn.cli.bench.LoadGenerator;
import io.posthorn.cli.bench.Mix;
import io.posthorn.cli.bench.Outcome;
import io.posthorn.cli.bench.Traffic;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * ElasticMQ in memory, under SendMessage and ReceiveMessage (without the delete that would have to
 * follow).
 */
final class ElasticMqSubject implements Subject {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  private final ServerProcess process;
  private final int port;

  private ElasticMqSubject(ServerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it from a class path. */
  static ElasticMqSubject start(Path folder, String classPath, int port)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path configuration = folder.resolve("elasticmq.conf");
    Files.writeString(
        configuration,
        "include classpath(\"application.conf\")\n"
            + "rest-sqs { enabled = true, bind-port = "
            + port
            + ", bind-hostname = \"127.0.0.1\" }\n"
            + "rest-stats { enabled = false }\n"
            + "queues { bench { defaultVisibilityTimeout = 3600 seconds } }\n");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java, "-Dconfig.file=" + configuration, "-cp", classPath, "org.elasticmq.server.Main");
    File log = folder.resolve("log").toFile();
    return new ElasticMqSubject(
        ServerProcess.start(
            command,
            Map.of(),
            log,
            line -> line.contains("ElasticMQ server") && line.contains("started")),
        port);
  }

  @Override
  public String name() {
    return "ElasticMQ, in memory";
  }

  @Override
  public Measured measure(Work work, Duration duration) throws IOException, InterruptedException {
    String body =
        work.put()
            ? "Action=SendMessage&Version=2012-11-05&MessageBody=" + "a".repeat(Generator.SIZE)
            : "Action=ReceiveMessage&Version=2012-11-05&MaxNumberOfMessages=1";
    var raw = new Content.Raw("POST", "/000000000000/bench", body, FORM, "");
    var content = new Content(Mix.RAW, "bench", 1, Generator.SIZE, 1, Duration.ZERO, raw);
    Duration before = process.cpu();
    Outcome outcome =
        new LoadGenerator(
                new Endpoint("127.0.0.1", port, ""),
                Traffic.closed(work.clients(), duration),
                content)
            .run(progress -> {});
    double micros = process.cpu().minus(before).toNanos() / 1e3 / Math.max(1, outcome.requests());
    String problem =
        outcome.errors() == 0
            ? ""
            : outcome.errors() + " errors: " + outcome.details().firstError();
    return new Measured(outcome.requestsPerSecond(), micros, problem);
  }

  @Override
  public void close() {
    process.close();
  }
}
