package io.posthorn.cli.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.Server;
import io.posthorn.config.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import picocli.CommandLine;

/** A server to import into, what it has then, and the command. */
final class Imports implements AutoCloseable {
  private final Server server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final StringWriter output = new StringWriter();

  Imports(Path folder, String... settings) {
    ConfigLoader config =
        new ConfigLoader()
            .assignment("data=" + folder.resolve("data"))
            .assignment("storage.engine=memory")
            .assignment("listen.port=0")
            .assignment("http.eventLoops=1");
    for (String setting : settings) {
      config.assignment(setting);
    }
    server = Server.start(config.load().config(), Server.Front.ALL);
  }

  String address() {
    return server.address();
  }

  /** Runs the command anew; answers its exit code. */
  int run(String... arguments) {
    output.getBuffer().setLength(0);
    var printer = new PrintWriter(output, true);
    return new CommandLine(new ImportCommand()).setOut(printer).setErr(printer).execute(arguments);
  }

  /** What it printed. */
  String output() {
    return output.toString();
  }

  /**
   * The messages of a queue by their sequences, with their bodies; none where there is no queue.
   */
  JsonNode messages(String queue) {
    return send("GET", "/v1/queues/" + queue + "/messages").path("messages");
  }

  JsonNode send(String method, String target) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address() + target))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      String body = client.send(request, BodyHandlers.ofString()).body();
      return new ObjectMapper().readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
