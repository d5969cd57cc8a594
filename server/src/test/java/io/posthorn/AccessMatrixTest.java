package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.ServerFixture.Made;
import io.posthorn.access.Role;
import io.posthorn.access.Route;
import io.posthorn.access.Route.Scope;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every route, by every role, for a queue that the key is for and for another: allowed is exactly
 * what the table in {@code docs/security.md} says.
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
    List<String> wrong = new ArrayList<>();
    int checks = 0;
    try (var server = ServerFixture.start(folder, all, "htq.appKey=k", "htq.appToken=t")) {
      for (Route route : Route.values()) {
        Row row = table.get(route.method() + " " + route.path());
        for (Role role : Role.values()) {
          for (boolean own : new boolean[] {true, false}) {
            boolean named = route.scope() == Scope.QUEUE || route.scope() == Scope.QUEUES;
            boolean served = route.scope() != Scope.SERVER;
            boolean expected = row.may(role) && (own || !named) && served;
            String queue = own ? OWN : FOREIGN;
            check(server, route, narrow.get(role), queue, expected, wrong);
            check(server, route, wide.get(role), queue, row.may(role), wrong);
            checks += 2;
          }
        }
        boolean open = route.scope() == Scope.OPEN;
        check(server, route, null, OWN, open, wrong);
        check(server, route, Made.key("nobody", "admin", "*"), OWN, open, wrong);
        checks += 2;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(checks).isGreaterThan(22 * Route.values().length - 1);
  }

  private static void check(
      ServerFixture server,
      Route route,
      Made key,
      String queue,
      boolean expected,
      List<String> wrong) {
    String text = key == null ? null : key.text();
    HttpResponse<String> answer = ask(server, route, text, queue);
    boolean allowed = isAllowed(route, answer);
    String who = key == null ? "no key" : key.line().substring(0, key.line().indexOf(' '));
    if (allowed != expected || answer.statusCode() >= 500) {
      wrong.add(who + " " + route + " " + queue + ": " + answer.statusCode() + " " + answer.body());
    }
    if (allowed && route.scope() == Scope.LISTED && who.startsWith("narrow")) {
      assertThat(answer.body()).as(who + " " + route).doesNotContain(FOREIGN + "\"");
    }
  }

  private static HttpResponse<String> ask(
      ServerFixture server, Route route, String key, String queue) {
    String path = route.path();
    if (path.startsWith("/?")) {
      String target =
          path + "&name=" + queue + "&data=x&pos=1&num=100" + (key == null ? "" : "&auth=" + key);
      return server.send(null, "GET", target, null);
    }
    if (path.startsWith("/api/")) {
      String fields = "app_key=any&app_token=" + key + "&queue_name=" + queue + "&type=timing";
      return server.send(
          (String) null,
          "POST",
          path,
          fields + "&url=http://127.0.0.1:9/",
          "Content-Type",
          "application/x-www-form-urlencoded");
    }
    String target =
        path.replace("{queue}", queue)
            .replace("{topic}", queue)
            .replace("{id}", "key:none")
            .replace("{key}", "none");
    String body = null;
    if (route == Route.PUT_TOPIC) {
      body = "{\"queues\":[\"" + queue + "\"]}";
    } else if (route == Route.EVENTS) {
      // A stream would not end; what is refused because of its query was let in.
      target += "?none";
    } else if (route == Route.RESERVE_ANY) {
      target += "?queues=" + queue;
    } else if (!route.method().equals("GET") && !route.method().equals("DELETE")) {
      body = "{}";
    }
    return server.send(
        key == null ? null : "Bearer " + key,
        route.method(),
        target,
        body,
        "Content-Type",
        "application/x-ndjson");
  }

  private static boolean isAllowed(Route route, HttpResponse<String> answer) {
    if (route.path().startsWith("/?")) {
      return !answer.body().equals("HTTPSQS_AUTH_FAILED");
    }
    if (route.path().startsWith("/api/")) {
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
