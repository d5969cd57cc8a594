package io.posthorn.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void execute_printsJson() throws Exception {
    int exit = execute("--mix", "put", "-c", "4", "-n", "100", "--json", "--quiet", "--size", "5");

    assertThat(err.toString()).isEmpty();
    assertThat(exit).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.path("requests").asLong()).isEqualTo(100);
    assertThat(json.path("errors").asLong()).isZero();
    assertThat(json.path("latencyMillis").path("put").path("p99.9").asDouble()).isPositive();
    assertThat(server.queue("bench")).hasSize(100);
  }

  @Test
  void execute_reportsProgressEachSecond() {
    int exit = execute("--mix", "put", "-c", "2", "--rate", "50", "-d", "2200ms");

    assertThat(exit).isZero();
    assertThat(err.toString().lines())
        .hasSizeBetween(2, 3)
        .allMatch(line -> line.contains("requests/s"));
    assertThat(out.toString()).contains("p99.9", "0 errors");
  }

  @Test
  void execute_fillsBeforeItTakes() {
    int exit = execute("--mix", "take", "-c", "2", "-n", "300", "--fill", "300", "--json");

    assertThat(exit).isZero();
    assertThat(out.toString()).contains("\"messages\":300", "\"empty\":0");
  }

  @Test
  void execute_fillsHttpsqsQueuesByPuts() {
    int exit = execute("--mix", "httpsqs-get", "-c", "2", "-n", "30", "--fill", "30", "--json");

    assertThat(exit).isZero();
    assertThat(out.toString()).contains("\"messages\":30", "\"empty\":0");
  }

  @Test
  void execute_sendsTheRawRequest() {
    int exit =
        execute(
            "--mix",
            "raw",
            "-n",
            "3",
            "-c",
            "1",
            "--path",
            "/v1/queues/r/messages",
            "--body",
            "hi",
            "-H",
            "A: b");

    assertThat(exit).isZero();
    assertThat(server.queue("r")).containsExactly("hi", "hi", "hi");
  }

  @Test
  void execute_sendsHeadersWithEveryRequest() {
    for (String mix : new String[] {"take", "put-take", "reserve-ack", "httpsqs", "raw"}) {
      String path = "/v1/queues/bench/messages";
      String header = "Authorization: Bearer k";
      int exit =
          execute("--mix", mix, "-n", "6", "-c", "2", "--fill", "6", "--path", path, "-H", header);
      assertThat(exit).as(mix).isZero();
    }
    assertThat(server.keys).containsExactly("Bearer k");
  }

  @Test
  void execute_failsWhenRequestsFail() {
    server.status = 500;

    assertThat(execute("--mix", "put", "-n", "5")).isEqualTo(1);
    assertThat(out.toString()).contains("5 errors", "first error: put answered 500: refused");
  }

  @Test
  void execute_saysInOneSentenceThatNobodyListens() {
    int exit =
        new CommandLine(new BenchCommand())
            .setErr(new PrintWriter(err, true))
            .execute("--url", "http://127.0.0.1:1");

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains("http://127.0.0.1:1").contains("refused");
  }

  @Test
  void execute_namesBadOptions() {
    assertThat(execute("--mix", "nothing")).isEqualTo(2);
    assertThat(execute("-d", "soon")).isEqualTo(2);
    assertThat(execute("--clients", "0")).isEqualTo(2);
    assertThat(execute("--keep-alive", "maybe")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "'nothing' is no mix", "'soon' is no duration", "expected: at least 1", "'maybe'");
  }

  private int execute(String... args) {
    var all = new String[args.length + 2];
    all[0] = "--url";
    all[1] = server.url();
    System.arraycopy(args, 0, all, 2, args.length);
    return new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all);
  }
}
