package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpMethodsTest {
  @Test
  void parse_knowsEveryMethodInAnyCase() {
    assertThat(HttpMethods.ALL).allMatch(method -> HttpMethods.parse(method).equals(method));
    assertThat(HttpMethods.parse("get")).isEqualTo("GET");
    assertThat(HttpMethods.parse("Patch")).isEqualTo("PATCH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "FETCH", "CONNECT", "TRACE", "GET ", "GET\r\nX: y", "gеt"})
  void parse_namesWhatIsNone(String method) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpMethods.parse(method))
        .withMessageStartingWith("method: '")
        .withMessageContaining("(expected: one of [GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS])")
        .withMessageNotContaining("\n");
  }
}
