package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.HttpTarget.RetryOn;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import io.posthorn.message.SigningSecret;
import io.posthorn.protocol.rest.RestServer.Answer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What push queues are configured with, and what of it is never shown again. */
class PushQueueRoutesTest {
  private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
  private static final String OTHER = "whsec_YWJjZGVmZ2hpamFiY2RlZmdoaWphYmNk";
  private static RestServer server;
  private String name;
  private String q;

  @BeforeAll
  static void start() throws IOException {
    server = new RestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
    q = "/v1/queues/" + name;
  }

  private JsonNode config() {
    return server.get(q).json().get("config");
  }

  private HttpTarget target() {
    return server
        .broker
        .findQueue(QueueName.of(name))
        .join()
        .orElseThrow()
        .config()
        .push()
        .target();
  }

  @Test
  void put_showsDefaults() {
    server.send("PUT", q, "{\"mode\":\"push\"}");

    assertThat(config().toString())
        .endsWith(
            "\"target\":{\"url\":null,\"method\":\"POST\",\"headers\":{},\"connectTimeout\":\"5s\","
                + "\"timeout\":\"30s\",\"successStatus\":[\"2xx\"],\"retryOn\":\"failure\","
                + "\"redirects\":0,\"secrets\":[]},\"ordered\":false,\"maxConcurrency\":16,"
                + "\"rateLimit\":null,\"history\":10}");
  }

  @Test
  void put_takesEveryField_andWhatGetShowsCanBePutBack() {
    Answer made =
        server.send(
            "PUT",
            q,
            "{\"mode\":\"push\",\"target\":{\"url\":\"https://x/in\",\"method\":\"put\",\"headers\":{"
                + "\"X-A\":\"1\",\"Cookie\":\"hush\"},\"bearer\":\"hush\",\"connectTimeout\":\"1s\","
                + "\"timeout\":\"9s\",\"successStatus\":[200],\"retryOn\":\"unreached\",\"redirects\":3,"
                + "\"secrets\":[\""
                + SECRET
                + "\"]},\"ordered\":true,\"rateLimit\":{\"permits\":5,\"per\":\"1m\"},\"history\":3}");
    HttpTarget before = target();
    String shown = config().toString();
    Answer again = server.send("PUT", q, shown);

    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(shown)
        .endsWith(
            "\"target\":{\"url\":\"https://x/in\",\"method\":\"PUT\",\"headers\":{\"X-A\":\"1\","
                + "\"Cookie\":\"***\",\"Authorization\":\"***\"},\"connectTimeout\":\"1s\","
                + "\"timeout\":\"9s\",\"successStatus\":[\"200\"],\"retryOn\":\"unreached\","
                + "\"redirects\":3,\"secrets\":[{\"id\":\""
                + SecretFields.id(new SigningSecret(SECRET, null))
                + "\",\"until\":null}]},\"ordered\":true,\"maxConcurrency\":1,"
                + "\"rateLimit\":{\"permits\":5,\"per\":\"1m\",\"burst\":5},\"history\":3}");
    assertThat(again.status()).as(again.text()).isEqualTo(200);
    assertThat(config().toString()).isEqualTo(shown);
    assertThat(target()).isEqualTo(before);
    assertThat(made.text() + again.text() + server.get("/v1/queues?prefix=" + name).text())
        .doesNotContain("hush")
        .doesNotContain(SECRET.substring(6));
  }

  @Test
  void basic_isAnAuthorizationHeader() {
    server.send(
        "PUT",
        q,
        "{\"mode\":\"push\",\"target\":{\"basic\":{\"user\":\"Aladdin\",\"password\":\"open sesame\"}}}");
    assertThat(target().headers().get(0).value()).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");

    server.send("PATCH", q, "{\"target\":{\"basic\":null}}");
    assertThat(target().headers()).isEmpty();
  }

  @Test
  void secrets_rotateWithOverlap() {
    server.send("PUT", q, "{\"mode\":\"push\",\"target\":{\"secrets\":[\"" + SECRET + "\"]}}");
    String id = config().at("/target/secrets/0/id").asText();

    Answer rotated =
        server.send(
            "PATCH",
            q,
            "{\"target\":{\"secrets\":[\""
                + OTHER
                + "\",{\"id\":\""
                + id
                + "\",\"until\":\"2030-01-01T00:00:00Z\"}]}}");
    Answer unknown = server.send("PATCH", q, "{\"target\":{\"secrets\":[{\"id\":\"01234567\"}]}}");

    assertThat(id).matches("[0-9a-f]{8}");
    assertThat(rotated.status()).as(rotated.text()).isEqualTo(200);
    assertThat(target().secrets()).extracting(SigningSecret::secret).containsExactly(OTHER, SECRET);
    assertThat(rotated.json().at("/config/target/secrets/1/until").asText())
        .isEqualTo("2030-01-01T00:00:00.000Z");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.json().get("field").asText()).isEqualTo("target.secrets[0].id");
  }

  @Test
  void patch_mergesTheTargetAndItsHeaders() {
    server.send(
        "PUT",
        q,
        "{\"mode\":\"push\",\"target\":{\"url\":\"http://x/\",\"headers\":{\"A\":\"1\",\"B\":\"2\"}},"
            + "\"rateLimit\":{\"permits\":5},\"maxConcurrency\":3}");

    server.send(
        "PATCH",
        q,
        "{\"target\":{\"timeout\":\"7s\",\"headers\":{\"a\":null,\"C\":\"3\"}},\"rateLimit\":null,"
            + "\"maxConcurrency\":null}");

    JsonNode config = config();
    assertThat(config.at("/target/url").asText()).isEqualTo("http://x/");
    assertThat(config.at("/target/timeout").asText()).isEqualTo("7s");
    assertThat(config.at("/target/headers").toString()).isEqualTo("{\"B\":\"2\",\"C\":\"3\"}");
    assertThat(config.get("rateLimit").isNull()).isTrue();
    assertThat(config.get("maxConcurrency").asInt()).isEqualTo(16);
  }

  @Test
  void queueOfAnotherProtocol_keepsItsDeliveriesWhereNothingElseIsSaid() {
    QueueConfig usual = QueueConfig.PUSH;
    HttpTarget once = target("GET", RetryOn.UNREACHED);
    var other =
        new QueueConfig(
            usual.mode(),
            usual.durability(),
            usual.capacity(),
            usual.lease(),
            usual.ttl(),
            usual.retainConsumed(),
            usual.dead(),
            usual.deduplicationWindow(),
            usual.retry(),
            false,
            new Push(once, false, 1, null, 3),
            Map.of("other.type", "x"));
    server.broker.createQueue(QueueName.of(name), other).join();

    Answer patched =
        server.send(
            "PATCH", q, "{\"maxConcurrency\":null,\"history\":null,\"target\":{\"retryOn\":null}}");
    Answer put = server.send("PUT", q, "{\"mode\":\"push\",\"capacity\":9}");

    assertThat(patched.status()).as(patched.text()).isEqualTo(200);
    assertThat(patched.json().at("/config/maxConcurrency").asInt()).isEqualTo(1);
    assertThat(put.json().at("/config/maxConcurrency").asInt()).isEqualTo(1);
    assertThat(put.json().at("/config/history").asInt()).isEqualTo(3);
    assertThat(put.json().at("/config/capacity").asInt()).isEqualTo(9);
    assertThat(target()).isEqualTo(once);
  }

  private static HttpTarget target(String method, RetryOn retryOn) {
    HttpTarget usual = HttpTarget.DEFAULT;
    return new HttpTarget(
        null,
        method,
        usual.headers(),
        usual.connectTimeout(),
        usual.timeout(),
        usual.success(),
        retryOn,
        usual.redirects(),
        usual.secrets());
  }

  @Test
  void patch_toOrderedMakesItOneAtATime_andTheModeStays() {
    server.send("PUT", q, "{\"mode\":\"push\"}");

    Answer ordered = server.send("PATCH", q, "{\"ordered\":true}");
    Answer more = server.send("PATCH", q, "{\"maxConcurrency\":2}");
    Answer pull = server.send("PATCH", q, "{\"mode\":\"pull\"}");

    assertThat(ordered.json().at("/config/maxConcurrency").asInt()).isEqualTo(1);
    assertThat(more.status()).isEqualTo(400);
    assertThat(more.json().get("field").asText()).isEqualTo("maxConcurrency");
    assertThat(pull.code()).isEqualTo("queue-mode");
  }
}
