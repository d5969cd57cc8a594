package io.posthorn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.ServerFixture.Made;
import io.posthorn.access.Role;
import io.posthorn.access.Route;
import io.posthorn.access.Route.Scope;
import io.posthorn.protocol.rest.ApiContract;
import io.posthorn.protocol.rest.ApiContract.Operation;
import io.posthorn.protocol.rest.ApiExamples;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of the OpenAPI document that a server gives, by every role, for a queue that the
 * key is for and for another: allowed is exactly what the table in {@code docs/security.md} says.
 */
class AccessMatrixTest {
  private static final Path PAGE = Path.of("..", "docs", "security.md");
  private static final String OWN = "own-q";
  private static final String FOREIGN = "foreign-q";

  @TempDir Path folder;

  /** A row of the table: which roles may. */
  private record Row(List<Boolean> cells, String reaches) {
    boolean may(Role role) {
      return cells.get(role.ordinal());
    }

    /** Whether {@code role} may with a key for {@code own-*}. */
    boolean mayNarrowly(Role role, String queue) {
      boolean reached =
          switch (reaches) {
            case "no key is asked", "any key", "shows those it is for" -> true;
            case "the queue or topic", "each queue named" -> queue.equals(OWN);
            case "keys for `*` only" -> false;
            default -> throw new AssertionError("nobody knows what this reaches: " + reaches);
          };
      return may(role) && reached;
    }

    boolean isOpen() {
      return reaches.equals("no key is asked");
    }

    boolean isListed() {
      return reaches.equals("shows those it is for");
    }
  }

  @Test
  void table_isThatOfTheRoutes() throws IOException {
    Map<String, String> documented = new LinkedHashMap<>();
    table().forEach((route, row) -> documented.put(route, row.cells() + " " + row.reaches()));
    Map<String, String> routes = new LinkedHashMap<>();
    for (Route route : Route.values()) {
      List<Boolean> cells = new ArrayList<>();
      for (Role role : Role.values()) {
        cells.add(route.permission() == null || role.permissions().contains(route.permission()));
      }
      routes.put(route.method() + " " + route.path(), cells + " " + reaches(route.scope()));
    }
    assertThat(documented).containsExactlyEntriesOf(routes);
  }

  @Test
  void servers_doWhatTheTableSays() throws IOException {
    Map<String, Row> table = table();
    Map<Role, Made> narrow = new EnumMap<>(Role.class);
    Map<Role, Made> wide = new EnumMap<>(Role.class);
    List<Made> all = new ArrayList<>();
    for (Role role : Role.values()) {
      narrow.put(role, Made.key("narrow-" + role.text(), role.text(), "own-*"));
      wide.put(role, Made.key("wide-" + role.text(), role.text(), "*"));
      all.add(narrow.get(role));
      all.add(wide.get(role));
    }
    Made unknown = Made.key("nobody", "admin", "*");
    try (var server = ServerFixture.start(folder, all, "htq.appKey=k", "htq.appToken=t")) {
      String yaml = server.send(null, "GET", "/openapi.yaml", null).body();
      ApiContract document = ApiContract.of(yaml.getBytes(UTF_8));
      Set<String> rows = new TreeSet<>();
      document.operations().forEach(each -> rows.add(each.row()));
      assertThat(rows).isEqualTo(new TreeSet<>(table.keySet()));

      fill(server, wide.get(Role.ADMIN).text());
      var matrix = new Matrix(server, new ApiExamples(document));
      for (Operation operation : document.operations()) {
        Row row = table.get(operation.row());
        for (Role role : Role.values()) {
          for (String queue : List.of(OWN, FOREIGN)) {
            matrix.check(operation, row, narrow.get(role), queue, row.mayNarrowly(role, queue));
            matrix.check(operation, row, wide.get(role), queue, row.may(role));
          }
        }
        matrix.check(operation, row, null, OWN, row.isOpen());
        matrix.check(operation, row, unknown, OWN, row.isOpen());
      }
      assertThat(matrix.wrong).isEmpty();
    }
  }

  /** Makes what lists show, or do not, whatever the operations do to the queues they name. */
  private static void fill(ServerFixture server, String admin) {
    for (String whose : List.of("own-", "foreign-")) {
      String topic = "{\"queues\":[\"" + whose + "native\"]}";
      String fields = "app_key=k&app_token=t&type=timing&queue_name=" + whose + "htq";
      String form = "application/x-www-form-urlencoded";
      server.send(admin, "PUT", "/v1/queues/" + whose + "native", "{}");
      server.send(admin, "PUT", "/v1/topics/" + whose + "topic", topic);
      server.send(null, "POST", "/api/addQueue", fields, "Content-Type", form);
    }
  }

  /** Asks, and remembers what was answered otherwise than expected. */
  private record Matrix(ServerFixture server, ApiExamples examples, List<String> wrong) {
    Matrix(ServerFixture server, ApiExamples examples) {
      this(server, examples, new ArrayList<>());
    }

    void check(Operation operation, Row row, @Nullable Made key, String queue, boolean expected) {
      HttpResponse<String> answer = ask(operation, key == null ? null : key.text(), queue);
      boolean allowed = isAllowed(operation, answer);
      String who = key == null ? "no key" : key.line().substring(0, key.line().indexOf(' '));
      String what = who + ", " + operation + ", " + queue;
      if (allowed != expected || answer.statusCode() >= 500) {
        wrong.add(what + ": " + answer.statusCode() + " " + answer.body());
      }
      if (allowed && row.isListed()) {
        assertThat(answer.body()).as(what).contains("\"own-");
        assertThat(answer.body().contains("\"foreign-")).as(what).isEqualTo(who.startsWith("wide"));
      }
    }

    /** The key goes where the operation has a place of its own for it, else into the header. */
    private HttpResponse<String> ask(Operation operation, @Nullable String key, String queue) {
      var placed = new AtomicBoolean();
      ApiExamples.Request request =
          examples.of(
              operation,
              (name, format, example) ->
                  switch (format) {
                    case "queue-name", "topic-name" -> queue;
                    case "password" -> {
                      placed.set(true);
                      yield key;
                    }
                    // It would hide what a list must not show.
                    default -> name.equals("prefix") ? null : example;
                  });
      String target = request.target();
      if (operation.node().at("/responses/200/content").has("text/event-stream")) {
        // A stream would not end; what is refused because of its query was let in.
        target = request.path() + "?none";
      }
      return request.sentTo(server, key == null || placed.get() ? null : "Bearer " + key, target);
    }
  }

  private static boolean isAllowed(Operation operation, HttpResponse<String> answer) {
    if (operation.path().equals("/")) {
      return !answer.body().equals("HTTPSQS_AUTH_FAILED");
    }
    if (operation.path().startsWith("/api/")) {
      return !answer.body().startsWith("{\"error_code\":1000,");
    }
    int status = answer.statusCode();
    if (status == 401 || status == 403 || status == 429) {
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      return false;
    }
    return true;
  }

  private static String reaches(Scope scope) {
    return switch (scope) {
      case OPEN -> "no key is asked";
      case KEY -> "any key";
      case QUEUE -> "the queue or topic";
      case QUEUES -> "each queue named";
      case LISTED -> "shows those it is for";
      case SERVER -> "keys for `*` only";
    };
  }

  private static Map<String, Row> table() throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    Matcher line =
        Pattern.compile("(?m)^\\| `([A-Z]+ /[^`]*)` \\|((?: (?:yes)? ?\\|){5}) (.+) \\|$")
            .matcher(Files.readString(PAGE));
    while (line.find()) {
      List<Boolean> cells = new ArrayList<>();
      for (String cell : line.group(2).split("\\|")) {
        cells.add(cell.trim().equals("yes"));
      }
      rows.put(line.group(1), new Row(cells, line.group(3)));
    }
    return rows;
  }
}
