package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the programs of {@code docs/clients.md} as they stand there, but for the ports. Continuous
 * integration installs all interpreters; a machine without one says so.
 */
@Timeout(180)
class ClientsDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "clients.md");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private TestServer server;
  private HttpServer receiver;

  @TempDir Path folder;

  @BeforeEach
  void open() throws Exception {
    server = TestServer.start();
    receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          received.add(exchange.getRequestURI() + " " + body.replaceAll("\\s", ""));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void close() {
    receiver.stop(0);
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "sh, sh",
    "php, php",
    "python, python3",
    "perl, perl",
    "ruby, ruby",
    "js, node",
  })
  void program_works(String language, String interpreter) throws Exception {
    assumeTrue(
        isInstalled(interpreter), interpreter + " is not installed; its example was not run");
    Path file = folder.resolve("example." + language);
    Files.writeString(file, program(language));
    Process process =
        new ProcessBuilder(interpreter, file.toString()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output)
        .isEqualTo("hello from " + (language.equals("js") ? "node" : language) + "\n");
    assertThat(process.exitValue()).isZero();

    QueueStatistics mail = server.client().queues().find("mail").orElseThrow().statistics();
    assertThat(mail.totals().acked()).isEqualTo(1);
    assertThat(mail.leased()).isZero();
    await().atMost(PATIENCE).until(() -> !received.isEmpty());
    assertThat(received).containsExactly("/welcome {\"to\":\"ann\"}");
  }

  private String program(String language) throws Exception {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOCUMENT));
    assertThat(block.find()).as("a program in %s", language).isTrue();
    String port = server.address().replaceAll(".*:", "");
    return block
        .group(1)
        .replace("127.0.0.1:1218", "127.0.0.1:" + port)
        .replace("127.0.0.1:9000", "127.0.0.1:" + receiver.getAddress().getPort());
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
