package io.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusSetTest {
  @Test
  void matches_whatAnyOfThePatternsNames() {
    StatusSet set = StatusSet.of(List.of("2xx", "304", "410-412"));
    assertThat(List.of(200, 204, 299, 304, 410, 411, 412)).allMatch(set::matches);
    assertThat(List.of(-1, 0, 199, 300, 303, 305, 409, 413, 500, 999)).noneMatch(set::matches);
  }

  @Test
  void any_matchesEverything() {
    assertThat(List.of(100, 200, 302, 418, 599, 999)).allMatch(StatusSet.ANY::matches);
  }

  @Test
  void success_isEvery2xx() {
    assertThat(StatusSet.SUCCESS.matches(201)).isTrue();
    assertThat(StatusSet.SUCCESS.matches(301)).isFalse();
  }

  @Test
  void labels_areReadBack() {
    List<String> labels = List.of("200-204", "3xx", "any", "100-599");
    assertThat(StatusSet.of(labels).labels()).isEqualTo(labels);
    assertThat(StatusSet.of(labels)).isEqualTo(StatusSet.of(labels)).isNotEqualTo(StatusSet.ANY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "20",
        "2000",
        "0xx",
        "6xx",
        "xxx",
        "٢xx",
        "2XX",
        "099",
        "600",
        "-20",
        "+20",
        "Any",
        "299-200",
        "200-",
        "200-600",
        "200 - 204",
        "200,204",
        "2xx-3xx",
        "2xx\n"
      })
  void of_namesWhatIsNoPattern(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StatusSet.of(List.of("200", pattern)))
        .withMessageStartingWith("successStatus: '")
        .withMessageContaining("(expected: like 2xx, 200, 200-299 or any)");
  }

  @Test
  void of_limitsTheNumberOfPatterns() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StatusSet.of(List.of()))
        .withMessage("successStatus: 0 entries (expected: 1 to 100)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StatusSet.of(Collections.nCopies(101, "200")))
        .withMessageContaining("101");
  }
}
