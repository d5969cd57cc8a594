package io.posthorn.benchmarks.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.benchmarks.process.Posthorn;
import io.posthorn.benchmarks.process.ServerProcess;
import io.posthorn.benchmarks.process.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code bin/posthorn sink --quiet} in a process of its own, asked for its totals. */
final class SinkProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int port;
  private final ServerProcess process;
  private final Wire wire;

  /** Starts it; its log goes into {@code folder}. */
  SinkProcess(Path folder) throws IOException, InterruptedException {
    port = Posthorn.freePort();
    process =
        ServerProcess.start(
            List.of("bin/posthorn", "sink", "--quiet", "--port", String.valueOf(port)),
            Map.of(),
            folder.resolve("sink.log").toFile(),
            line -> line.contains(" ready on "));
    wire = new Wire(port);
  }

  int port() {
    return port;
  }

  /** Where to post to. */
  String url() {
    return "http://127.0.0.1:" + port + "/hook";
  }

  /** Distinct message ids received so far; one thread may ask. */
  long distinctIds() throws IOException {
    JsonNode stats = JSON.readTree(wire.call("GET", "/sink/stats", "").body());
    if (stats.path("beyondBound").asLong() > 0) {
      throw new IOException("the sink has received more ids than it tells apart");
    }
    return stats.path("distinctIds").asLong();
  }

  @Override
  public void close() {
    wire.close();
    process.close();
  }
}
