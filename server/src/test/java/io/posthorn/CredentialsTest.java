package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.ServerFixture.Made;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may change where a request goes can't have it carry there what others gave for another
 * server.
 */
@Timeout(60)
class CredentialsTest {
  private static final Made ROOT = Made.key("root", "admin", "*");
  private static final Made PRODUCER = Made.key("producer", "producer", "q");
  private static final Made OPERATOR = Made.key("operator", "operator", "q");
  private static final Made ADMIN = Made.key("admin", "admin", "q");
  private static final String QUEUE = "/v1/queues/q";
  private static final String TASK = QUEUE + "/tasks/nightly";
  private static final String MESSAGE = QUEUE + "/messages/key:nightly";
  private static final String THEIRS = "http://127.0.0.1:9/theirs";
  private static final String MINE = "http://127.0.0.1:10/mine";

  @TempDir Path folder;
  private ServerFixture server;

  @BeforeEach
  void start() {
    server = ServerFixture.start(folder, List.of(ROOT, PRODUCER, OPERATOR, ADMIN));
    answered(
        201,
        ROOT,
        "PUT",
        QUEUE,
        "{'mode':'push','target':{'url':'%s','bearer':'hush','headers':{'X-Api-Key':'hush','X-A':'1'}}}",
        THEIRS);
    answered(
        201,
        ROOT,
        "PUT",
        TASK,
        "{'url':'%s','headers':{'Authorization':'hush','X-A':'1'},'delay':'1h'}",
        THEIRS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void producer_putsATaskWithMaskedCredentials_onlyForTheSameServer() {
    String body = "{'url':'%s','headers':{'Authorization':'***'},'delay':'1h'}";
    refused("headers.Authorization", PRODUCER, "PUT", TASK, body, MINE);
    refused("headers.Authorization", PRODUCER, "PUT", TASK, body, "https://127.0.0.1:9/theirs");
    answered(200, PRODUCER, "PUT", TASK, body, "http://127.0.0.1:9/other?path");
    answered(200, PRODUCER, "PUT", TASK, "{'url':'%s','delay':'1h'}", MINE);
    assertThat(server.send(ROOT.text(), "GET", MESSAGE, null).body())
        .contains(MINE)
        .doesNotContain("Authorization");
  }

  @Test
  void producer_canNotPutATaskWithoutUrl_whichGoesWhereTheQueueSays() {
    refused(
        "headers.Authorization",
        PRODUCER,
        "PUT",
        TASK,
        "{'headers':{'Authorization':'***'},'delay':'1h'}",
        "");
  }

  @Test
  void operator_changesTheUrlOfATask_onlyWithoutItsCredentials() {
    refused("headers.Authorization", OPERATOR, "PATCH", MESSAGE, "{'url':'%s'}", MINE);
    refused("headers.Authorization", OPERATOR, "PATCH", MESSAGE, "{'url':null}", "");
    refused(
        "headers.Authorization",
        OPERATOR,
        "PATCH",
        MESSAGE,
        "{'url':'%s','headers':{'authorization':'***'}}",
        MINE);
    assertThat(server.send(ROOT.text(), "GET", MESSAGE, null).body()).contains(THEIRS);

    answered(200, OPERATOR, "PATCH", MESSAGE, "{'url':'%s'}", THEIRS + "/else");
    answered(
        200, OPERATOR, "PATCH", MESSAGE, "{'url':'%s','headers':{'Authorization':'new'}}", MINE);
    answered(
        200, OPERATOR, "PATCH", MESSAGE, "{'url':'%s','headers':{'Authorization':null}}", THEIRS);
    assertThat(server.send(ROOT.text(), "GET", MESSAGE, null).body())
        .contains(THEIRS, "\"X-A\":\"1\"")
        .doesNotContain("Authorization");
  }

  @Test
  void adminOfTheQueue_changesItsTarget_onlyWithoutItsCredentials() {
    String both = "target.headers.";
    refused(both, ADMIN, "PATCH", QUEUE, "{'target':{'url':'%s'}}", MINE);
    refused(both, ADMIN, "PATCH", QUEUE, "{'target':{'url':null}}", "");
    refused(
        "target.headers.X-Api-Key",
        ADMIN,
        "PATCH",
        QUEUE,
        "{'target':{'url':'%s','bearer':'new'}}",
        MINE);
    refused(
        both,
        ADMIN,
        "PUT",
        QUEUE,
        "{'mode':'push','target':{'url':'%s','headers':{'Authorization':'***','X-Api-Key':'***'}}}",
        MINE);
    assertThat(server.send(ROOT.text(), "GET", QUEUE, null).body()).contains(THEIRS);

    answered(200, ADMIN, "PATCH", QUEUE, "{'target':{'url':'%s'}}", THEIRS + "/else");
    answered(
        200,
        ADMIN,
        "PATCH",
        QUEUE,
        "{'target':{'url':'%s','bearer':'new','headers':{'X-Api-Key':null}}}",
        MINE);
    answered(200, ADMIN, "PUT", QUEUE, "{'mode':'push','target':{'url':'%s'}}", THEIRS);
  }

  private void refused(
      String field, Made key, String method, String path, String body, String url) {
    assertThat(answered(400, key, method, path, body, url))
        .contains(
            "\"field\":\"" + field,
            "give it anew",
            "goes to no other server than it was given for");
  }

  private String answered(
      int status, Made key, String method, String path, String body, String url) {
    HttpResponse<String> answer =
        server.send(key.text(), method, path, body.replace('\'', '"').replace("%s", url));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer.body();
  }
}
