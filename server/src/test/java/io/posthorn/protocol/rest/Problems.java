package io.posthorn.protocol.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.protocol.rest.RestServer.Answer;

/** What tests expect of problem documents. */
final class Problems {
  private Problems() {}

  /** Checks that {@code answer} is a problem document of that kind. */
  static void isProblem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.get("code").asText()).as(answer.text()).isEqualTo(code);
    assertThat(problem.get("type").asText()).isEqualTo("urn:posthorn:problem:" + code);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asText()).isNotEmpty();
    assertThat(problem.get("detail").asText()).isNotEmpty();
  }
}
