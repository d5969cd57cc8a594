package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartsTest {
  private final List<String> closed = new ArrayList<>();
  private final Parts parts = new Parts();

  @Test
  void close_stopsTheLastStartedFirst_once() {
    parts.started(() -> closed.add("storage"));
    parts.started(() -> closed.add("broker"));

    parts.close();
    parts.close();

    assertThat(closed).containsExactly("broker", "storage");
  }

  @Test
  void close_stopsTheOthersWhenOneFails() {
    parts.started(() -> closed.add("storage"));
    parts.started(
        () -> {
          throw new IOException("disk gone");
        });
    parts.started(
        () -> {
          throw new IOException("port gone");
        });

    assertThatThrownBy(parts::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a part did not stop: port gone")
        .satisfies(
            e -> assertThat(e.getSuppressed()).singleElement().asString().contains("disk gone"));
    assertThat(closed).containsExactly("storage");
  }
}
