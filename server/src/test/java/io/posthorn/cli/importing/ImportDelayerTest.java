package io.posthorn.cli.importing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.redis.RedisServer;
import io.posthorn.redis.Resp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of Delayer become messages. */
@Timeout(120)
class ImportDelayerTest {
  private static final Instant DUE =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(7200);

  private RedisServer process;
  private Resp redis;
  private Imports posthorn;
  private String prefix = "delayer:job";

  @TempDir Path folder;

  @BeforeEach
  void open() {
    process = RedisServer.start();
    redis = process.connect();
    posthorn = new Imports(folder);
  }

  @AfterEach
  void close() {
    posthorn.close();
    redis.close();
    process.close();
  }

  @Test
  void jobs_areMessagesOfTheirTopic() {
    push("b", "mail", "second", DUE.getEpochSecond() + 1);
    push("a", "mail", "first", DUE.getEpochSecond());
    push("ä", "über", "\u0000\u00FF", DUE.getEpochSecond());
    push("late", "mail", "overdue", 1_540_000_000);
    push("r2", "mail", "ready 2", 1);
    push("r1", "mail", "ready 1", 1);
    ready("mail", "r1", "r2");

    assertThat(run("--apply")).isZero();
    assertThat(posthorn.output())
        .contains("mail: 2 ready, 3 waiting, 5 to take over", "über: 0 ready, 1 waiting", "6 of 6");
    JsonNode mail = posthorn.messages("mail");
    assertThat(mail.findValuesAsText("key")).containsExactly("r1", "r2", "late", "a", "b");
    assertThat(mail.findValuesAsText("state"))
        .containsExactly("ready", "ready", "ready", "scheduled", "scheduled");
    assertThat(mail.findValuesAsText("body"))
        .containsExactly("ready 1", "ready 2", "overdue", "first", "second");
    assertThat(Instant.parse(mail.get(3).path("visibleAt").asText())).isEqualTo(DUE);
    JsonNode other = posthorn.messages("%C3%BCber").get(0);
    assertThat(other.path("key").asText()).isEqualTo("ä");
    assertThat(other.path("bodyBase64").asText()).isEqualTo("AP8=");
    // They are handed out in the order of Delayer, and only looked at there.
    assertThat(posthorn.send("POST", "/v1/queues/mail/take?limit=9").findValuesAsText("key"))
        .containsExactly("r1", "r2", "late");
    assertThat(redis.call("ZCARD", "delayer:job_pool")).isEqualTo(":4");
    assertThat(redis.call("LLEN", "delayer:ready_queue:mail")).isEqualTo(":2");
    assertThat(redis.call("EXISTS", "delayer:job_bucket:a")).isEqualTo(":1");
  }

  @Test
  void life_endsWhenItWould() {
    push("short", "mail", "x", DUE.getEpochSecond());
    redis.call("EXPIRE", "delayer:job_bucket:short", "7300");
    push("gone", "mail", "x", DUE.getEpochSecond());
    redis.call("EXPIRE", "delayer:job_bucket:gone", "7000");
    push("expired", "mail", "x", DUE.getEpochSecond());
    redis.call("DEL", "delayer:job_bucket:expired");
    assertThat(run("--apply")).isEqualTo(1);
    assertThat(posthorn.output())
        .contains(
            "mail: left out 'gone': expires before it is due",
            "no topic: left out 'expired': expired, or no topic or body",
            "mail: 0 ready, 1 waiting, 1 to take over");
    assertThat(posthorn.messages("mail").findValuesAsText("key")).containsExactly("short");
    // Made due now, it lives as long as it would have lain ready; at most these 100 s.
    posthorn.send("POST", "/v1/queues/mail/messages/key:short/run");
    assertThat(posthorn.messages("mail").findValuesAsText("state")).containsExactly("ready");
  }

  @Test
  void dryRun_comesFirst_andChangesNothing() {
    push("a", "mail", "x", DUE.getEpochSecond());
    assertThat(run()).isZero();
    assertThat(posthorn.output())
        .contains(
            "mail: 0 ready, 1 waiting, 1 to take over", "Nothing was changed; --apply does it.");
    assertThat(posthorn.send("GET", "/v1/queues").path("queues")).isEmpty();
    assertThat(folder.resolve("notes")).doesNotExist();
  }

  @Test
  void importCutOff_goesOn_andNothingComesTwice() throws IOException {
    for (int i = 0; i < 250; i++) {
      push("j" + i, "t" + i % 2, "x" + i, DUE.getEpochSecond() + i);
    }
    assertThat(run("--apply")).isZero();
    Path notes = folder.resolve("notes");
    String all = Files.readString(notes);
    Files.writeString(notes, all.substring(0, all.length() / 2 - 3));
    assertThat(run("--apply")).isZero();
    assertThat(scheduled("t0") + scheduled("t1")).isEqualTo(250);
    // What has gone meanwhile does not come back; what is new comes.
    posthorn.send("DELETE", "/v1/queues/t0/messages/key:j0");
    push("new", "t0", "x", DUE.getEpochSecond());
    assertThat(run("--apply")).isZero();
    assertThat(posthorn.output()).contains("t0: 0 ready, 126 waiting, 1 to take over");
    assertThat(scheduled("t0")).isEqualTo(125);
  }

  @Test
  void keyOfAnother_isLeftOut_andTheOthersCome() {
    push("a", "mail", "x", DUE.getEpochSecond());
    push("b", "mail", "x", DUE.getEpochSecond());
    push("c", "mail", "x", DUE.getEpochSecond());
    posthorn.send("POST", "/v1/queues/mail/messages?key=b");
    assertThat(run("--apply")).isEqualTo(1);
    assertThat(posthorn.output()).contains("mail: left out 'b': ");
    assertThat(posthorn.messages("mail").findValuesAsText("key")).containsExactly("b", "a", "c");
  }

  @Test
  void otherKeys_areFound() {
    prefix = "my[delayer]:jop";
    push("a", "mail", "x", DUE.getEpochSecond());
    push("r", "mail", "x", 1);
    redis.call("ZREM", prefix + "_pool", "r");
    redis.call("LPUSH", "my[delayer]:ready_queue:mail", "r");
    assertThat(run("--prefix", "my[delayer]:", "--old-keys", "--apply")).isZero();
    assertThat(posthorn.messages("mail").findValuesAsText("key")).containsExactly("r", "a");
  }

  @Test
  void mistakes_areNamed() {
    assertThat(posthorn.run("delayer", "redis://127.0.0.1:1")).isEqualTo(1);
    assertThat(posthorn.output()).contains("Redis at 127.0.0.1:1 refuses connections");
    assertThat(run("--to", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(posthorn.output()).contains("no connection to 127.0.0.1:1");
    push("a", "mail", "x", DUE.getEpochSecond());
    redis.call("SET", "delayer:ready_queue:x", "no list");
    assertThat(run()).isEqualTo(1);
    assertThat(posthorn.output())
        .contains("holds a value of another type in key 'delayer:ready_queue:x'");
  }

  private int run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "delayer",
                "redis://127.0.0.1:" + process.port(),
                "--notes",
                folder.resolve("notes").toString()));
    if (!List.of(more).contains("--to")) {
      arguments.addAll(List.of("--to", posthorn.address()));
    }
    arguments.addAll(List.of(more));
    return posthorn.run(arguments.toArray(new String[0]));
  }

  private int scheduled(String queue) {
    return posthorn.send("GET", "/v1/queues/" + queue).path("statistics").path("scheduled").asInt();
  }

  /** As a client does, of which a char is a byte; {@code body} is bytes already. */
  private void push(String id, String topic, String body, long due) {
    redis.call("HMSET", prefix + "_bucket:" + bytes(id), "topic", bytes(topic), "body", body);
    redis.call("EXPIRE", prefix + "_bucket:" + bytes(id), "100000");
    redis.call("ZADD", prefix + "_pool", Long.toString(due), bytes(id));
  }

  private void ready(String topic, String... ids) {
    for (String id : ids) {
      redis.call("ZREM", "delayer:job_pool", id);
      redis.call("LPUSH", "delayer:ready_queue:" + topic, id);
    }
  }

  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }
}
