package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Refusal;
import io.posthorn.http.Reply;
import io.posthorn.storage.EnqueueResult.Status;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorMapperTest {
  /** The catalogue as clients know it: neither a code nor its status ever changes. */
  private static final Map<String, Integer> CATALOGUE =
      Map.ofEntries(
          Map.entry("bad-request", 400),
          Map.entry("unknown-parameter", 400),
          Map.entry("unknown-field", 400),
          Map.entry("malformed-json", 400),
          Map.entry("bad-queue-name", 400),
          Map.entry("limit-exceeded", 400),
          Map.entry("unauthenticated", 401),
          Map.entry("forbidden", 403),
          Map.entry("cross-site", 403),
          Map.entry("too-many-failures", 429),
          Map.entry("not-found", 404),
          Map.entry("queue-not-found", 404),
          Map.entry("message-not-found", 404),
          Map.entry("topic-not-found", 404),
          Map.entry("method-not-allowed", 405),
          Map.entry("queue-mode", 409),
          Map.entry("message-state", 409),
          Map.entry("key-conflict", 409),
          Map.entry("backup-refused", 409),
          Map.entry("version-conflict", 412),
          Map.entry("body-too-large", 413),
          Map.entry("target-too-long", 414),
          Map.entry("unsupported-media-type", 415),
          Map.entry("expectation-failed", 417),
          Map.entry("idempotency-mismatch", 422),
          Map.entry("head-too-large", 431),
          Map.entry("internal", 500),
          Map.entry("storage-corrupt", 500),
          Map.entry("overloaded", 503),
          Map.entry("deduplication-full", 503),
          Map.entry("outcome-unknown", 503),
          Map.entry("replicas-missing", 503),
          Map.entry("unavailable", 503),
          Map.entry("stopping", 503),
          Map.entry("queue-full", 507),
          Map.entry("storage-full", 507));

  @Test
  void catalogue_isAsPublished() {
    var actual = new TreeMap<String, Integer>();
    for (ErrorCode code : ErrorCode.values()) {
      actual.put(code.code(), code.status());
    }
    assertThat(actual).isEqualTo(new TreeMap<>(CATALOGUE));
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyCode_isAProblemDocument(ErrorCode code) throws IOException {
    Reply reply =
        ErrorMapper.reply(
            new CompletionException(new BrokerException(code, "x: 1 (expected: \"2\")")));

    assertThat(reply.status()).isEqualTo(code.status());
    JsonNode problem = Json.TREES.readTree(reply.body());
    assertThat(problem.get("type").asText()).isEqualTo("urn:posthorn:problem:" + code.code());
    assertThat(problem.get("title").asText()).isEqualTo(code.sentence());
    assertThat(problem.get("status").asInt()).isEqualTo(code.status());
    assertThat(problem.get("detail").asText()).isEqualTo("x: 1 (expected: \"2\")");
    assertThat(problem.get("code").asText()).isEqualTo(code.code());
    assertThat(problem).hasSize(5);
    assertThat(texts(reply).contains("Retry-After")).isEqualTo(code.status() == 503);
  }

  @Test
  void lineFieldAndAllowed_areToldWhereTheyApply() throws IOException {
    var problem = new Problem(ErrorCode.METHOD_NOT_ALLOWED, "d", 7, "f", List.of("GET", "PUT"));

    Reply reply = ErrorMapper.reply(problem);

    assertThat(Json.TREES.readTree(reply.body()).toString())
        .endsWith("\"line\":7,\"field\":\"f\",\"allowed\":[\"GET\",\"PUT\"]}");
    assertThat(texts(reply)).containsSequence("Allow", "GET, PUT");
  }

  @ParameterizedTest
  @CsvSource({
    "DEDUPLICATION_MISMATCH,idempotency-mismatch",
    "DEDUPLICATION_FULL,deduplication-full",
    "QUEUE_FULL,queue-full",
    "KEY_CONFLICT,key-conflict",
    "QUEUE_MISSING,queue-not-found",
    "WRONG_MODE,queue-mode"
  })
  void refusedMessages(Status status, String code) {
    assertThat(ErrorMapper.problem(status, "q").code().code()).isEqualTo(code);
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void refusalsOfTheListener_keepTheirStatusAndCode(Refusal refusal) {
    assertThat(ErrorMapper.problem(refusal).code().status()).isEqualTo(refusal.status());
    assertThat(ErrorMapper.problem(refusal).code().code()).isEqualTo(refusal.code());
  }

  @Test
  void anythingElse_isInternal_andTellsNothing() {
    Problem problem = ErrorMapper.problem(new IllegalStateException("secret"));

    assertThat(problem.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(problem.detail()).doesNotContain("secret");
    assertThat(ErrorMapper.problem(new CancellationException()).code())
        .isEqualTo(ErrorCode.STOPPING);
  }

  private static List<String> texts(Reply reply) {
    return reply.headers().stream().map(CharSequence::toString).toList();
  }
}
