package io.posthorn.cli.importing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.Server;
import io.posthorn.cli.importing.HttpsqsServer.Answer;
import io.posthorn.cli.importing.HttpsqsServer.Call;
import io.posthorn.config.ConfigLoader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Queues move from one HTTPSQS front to another, and nobody who uses them sees a difference. */
@Timeout(120)
class ImportHttpsqsTest {
  private static final String QUEUE = "orders/ü 1";
  private static final String NAME = "name=" + HttpsqsServer.encode(QUEUE) + "&opt=";

  private final StringWriter output = new StringWriter();
  private Server oldServer;
  private Server newServer;
  private HttpsqsServer old;
  private HttpsqsServer moved;

  @TempDir Path folder;

  @BeforeEach
  void open() {
    oldServer = serve("old", "httpsqs.auth=s3 cr&t");
    newServer = serve("new", "httpsqs.decodeOnce=true");
    old = new HttpsqsServer(URI.create(oldServer.address()), "s3 cr&t");
    moved = new HttpsqsServer(URI.create(newServer.address()), null);
  }

  @AfterEach
  void close() {
    old.close();
    moved.close();
    newServer.close();
    oldServer.close();
  }

  @ParameterizedTest
  @CsvSource({
    // maxqueue, puts, gets, puts, gets
    "1000000, 300, 0, 0, 0",
    "1000000, 300, 123, 0, 0",
    "500, 300, 300, 0, 0",
    "20, 20, 20, 0, 0",
    "20, 20, 15, 10, 0",
    "20, 20, 20, 1, 0",
    "20, 20, 18, 10, 1",
  })
  void queue_isTheSameAfterwards(int max, int puts, int gets, int morePuts, int moreGets) {
    old.call(Call.of(NAME + "maxqueue&num=" + max));
    put(1, puts);
    get(old, gets);
    put(1001, morePuts);
    get(old, moreGets);
    RingPosition before = RingPosition.of(old, HttpsqsServer.encode(QUEUE));

    assertThat(run("--apply")).isZero();
    assertThat(output.toString()).contains("steps to do", "of " + RingPlan.of(before).total());
    assertThat(RingPosition.of(moved, HttpsqsServer.encode(QUEUE))).isEqualTo(before);
    assertThat(RingPosition.of(old, HttpsqsServer.encode(QUEUE))).isEqualTo(before);
    for (long position = 1;
        position <= Math.max(before.put(), before.isLapped() ? max : 0);
        position++) {
      assertThat(view(moved, position)).isEqualTo(view(old, position));
    }
    List<String> left = get(old, (int) before.unread() + 1);
    assertThat(get(moved, (int) before.unread() + 1)).isEqualTo(left);
    assertThat(left).endsWith("0 HTTPSQS_GET_END");
  }

  @Test
  void bodies_areTheSameBytes() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    byte[] large = new byte[3_000_000];
    Arrays.fill(large, (byte) '%');
    List<byte[]> bodies =
        List.of(all, "a+b %41&x=1".getBytes(UTF_8), large, "HTTPSQS_GET_END".getBytes(UTF_8));
    bodies.forEach(body -> old.call(new Call(NAME + "put", body)));
    old.call(Call.of(NAME + "put&data="));

    assertThat(run("--apply")).isZero();
    for (byte[] body : bodies) {
      assertThat(moved.call(Call.of(NAME + "get")).body()).isEqualTo(body);
    }
    Answer empty = moved.call(Call.of(NAME + "get"));
    assertThat(empty.body()).isEmpty();
    assertThat(empty.position()).isEqualTo(5);
  }

  @Test
  void dryRun_comesFirst_andChangesNothing() {
    put(1, 10);
    assertThat(run()).isZero();
    assertThat(output.toString())
        .contains(
            QUEUE + ": 10 unread, putpos 10, getpos 0, maxqueue 1000000; 10 of 10 steps to do",
            "Nothing was changed; --apply does it.");
    assertThat(RingPosition.of(moved, HttpsqsServer.encode(QUEUE)).put()).isZero();
  }

  @Test
  void importCutOff_goesOn_wheneverThatWas() {
    old.call(Call.of(NAME + "maxqueue&num=20"));
    put(1, 20);
    get(old, 15);
    put(1001, 5);
    RingPosition before = RingPosition.of(old, HttpsqsServer.encode(QUEUE));
    moved.call(Call.of(NAME + "maxqueue&num=20"));
    // What an import does, cut off after each of its steps.
    RingPlan plan = RingPlan.of(before);
    for (int done = 0; done < plan.total(); done++) {
      RingPosition now = RingPosition.of(moved, HttpsqsServer.encode(QUEUE));
      assertThat(plan.done(now)).isEqualTo(done);
      switch (plan.next(now)) {
        case FIRST_PUT ->
            moved.call(new Call(NAME + "put", view(old, now.put() + 1).getBytes(UTF_8)));
        case SECOND_PUT -> moved.call(new Call(NAME + "put", view(old, done - 34).getBytes(UTF_8)));
        default -> get(moved, 1);
      }
      if (done == 7 || done == 25 || done == 36) {
        assertThat(run()).isZero();
        assertThat(output.toString()).contains((39 - done) + " of 40 steps to do");
      }
    }
    assertThat(run("--apply")).isZero();
    assertThat(output.toString()).contains("is taken over");
    assertThat(RingPosition.of(moved, HttpsqsServer.encode(QUEUE))).isEqualTo(before);
  }

  @Test
  void oldQueueThatMovedOn_isCaughtUpWith() {
    put(1, 100);
    get(old, 40);
    assertThat(run("--apply")).isZero();
    put(101, 30);
    get(old, 5);
    assertThat(run("--apply")).isZero();
    assertThat(output.toString()).contains("35 of 175 steps to do");
    assertThat(get(moved, 100)).isEqualTo(get(old, 100));
  }

  @Test
  void newQueueOfAnotherPast_isLeftAlone() {
    put(1, 10);
    get(old, 2);
    for (int i = 0; i < 5; i++) {
      moved.call(new Call(NAME + "put", "own".getBytes(UTF_8)));
    }
    get(moved, 5);
    assertThat(run("--apply")).isEqualTo(1);
    assertThat(output.toString())
        .contains(
            "posthorn: the new queue is at putpos 5, getpos 5, maxqueue 1000000 (expected: a queue"
                + " that does not exist yet, or one that such an import began)");
    assertThat(RingPosition.of(moved, HttpsqsServer.encode(QUEUE)).put()).isEqualTo(5);
  }

  @Test
  void drain_movesWhatIsUnread_behindWhatIsThere() {
    put(1, 30);
    get(old, 10);
    old.call(Call.of(NAME + "put&data="));
    moved.call(new Call(NAME + "put", "own".getBytes(UTF_8)));

    assertThat(run("--drain")).isZero();
    assertThat(output.toString()).contains(QUEUE + ": 21 messages to move", "--apply does it");
    assertThat(run("--drain", "--apply")).isZero();
    assertThat(output.toString()).contains("21 of 21", QUEUE + ": 21 messages moved");
    assertThat(get(old, 1)).containsExactly("0 HTTPSQS_GET_END");
    assertThat(get(moved, 23))
        .startsWith("1 own", "2 m11")
        .endsWith("21 m30", "22 ", "0 HTTPSQS_GET_END");
  }

  @Test
  void drainedMessage_thatCannotBePut_isKept() throws Exception {
    put(1, 2);
    moved.call(Call.of(NAME + "maxqueue&num=10"));
    for (int i = 0; i < 10; i++) {
      moved.call(new Call(NAME + "put", "own".getBytes(UTF_8)));
    }
    String name = HttpsqsServer.encode(QUEUE);
    assertThatThrownBy(() -> new QueueDrain(old, moved, name, folder).run(done -> {}))
        .hasMessageContaining(
            "'HTTPSQS_PUT_END' (expected: HTTPSQS_PUT_OK); the message got from position 1 is in");
    try (Stream<Path> files = Files.list(folder)) {
      Path kept = files.filter(file -> file.toString().endsWith(".body")).findFirst().orElseThrow();
      assertThat(Files.readString(kept)).isEqualTo("m1");
    }
  }

  @Test
  void mistakes_areNamed() {
    assertThat(run("--auth", "wrong")).isEqualTo(1);
    assertThat(output.toString()).contains("wants another password than was given");
    assertThat(run("--to", oldServer.address())).isEqualTo(2);
    assertThat(output.toString()).contains("the old and the new server are the same");
    // Another name of it: a drain would go round for ever.
    put(1, 1);
    String alias = oldServer.address().replace("127.0.0.1", "localhost");
    assertThat(run("--to", alias, "--drain", "--apply")).isEqualTo(2);
    get(old, 1);
    assertThat(run("--to", "https://x")).isEqualTo(1);
    assertThat(output.toString()).contains("'https://x' (expected: like http://127.0.0.1:1218)");
    assertThat(run("--to", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(output.toString()).contains("no connection to 127.0.0.1:1");
    assertThat(run("--queue", "other")).isZero();
    assertThat(output.toString()).contains("other: nothing was ever put into it");
  }

  private int run(String... more) {
    output.getBuffer().setLength(0);
    List<String> args = new ArrayList<>(List.of("httpsqs", oldServer.address(), "--queue", QUEUE));
    if (!List.of(more).contains("--auth")) {
      args.addAll(List.of("--auth", "s3 cr&t"));
    }
    if (!List.of(more).contains("--to")) {
      args.addAll(List.of("--to", newServer.address()));
    }
    args.addAll(List.of(more));
    var printer = new PrintWriter(output, true);
    return new CommandLine(new ImportCommand())
        .setOut(printer)
        .setErr(printer)
        .execute(args.toArray(new String[0]));
  }

  private void put(int first, int count) {
    for (int i = first; i < first + count; i++) {
      assertThat(old.call(new Call(NAME + "put", ("m" + i).getBytes(UTF_8))).text())
          .isEqualTo("HTTPSQS_PUT_OK");
    }
  }

  /** What is got, each with its position. */
  private static List<String> get(HttpsqsServer server, int count) {
    List<String> got = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Answer answer = server.call(Call.of(NAME + "get"));
      got.add(answer.position() + " " + answer.text());
    }
    return got;
  }

  private static String view(HttpsqsServer server, long position) {
    return server.call(Call.of(NAME + "view&pos=" + position)).text();
  }

  private Server serve(String data, String setting) {
    ConfigLoader config =
        new ConfigLoader()
            .assignment("data=" + folder.resolve(data))
            .assignment("storage.engine=memory")
            .assignment("listen.port=0")
            .assignment("http.eventLoops=1")
            .assignment(setting);
    return Server.start(config.load().config(), Server.Front.ALL);
  }
}
