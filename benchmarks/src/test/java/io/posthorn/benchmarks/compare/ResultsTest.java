package io.posthorn.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private final Results results = new Results("hello");

  @Test
  void ratio_isTheMedianOfTheRatiosAndNotTheRatioOfTheMedians() {
    round(100, 50);
    round(1000, 600);
    round(10, 9);

    assertThat(results.ratio("row", "posthorn", "hello")).isCloseTo(0.6, within(1e-9));
  }

  @Test
  void ratio_isUnknownWithoutTheOther() {
    results.add("row", "posthorn", new Measured(5, 1, ""));

    assertThat(results.ratio("row", "posthorn", "hello")).isNaN();
    assertThat(results.table()).contains("| row | posthorn | 5 |");
  }

  @Test
  void table_hasARowForEachServerWithItsSpread() {
    round(100, 50);
    round(100, 70);

    assertThat(results.table()).contains("| row | posthorn | 60 | 0.60 | 0.50..0.70 | 2.0 |");
  }

  @Test
  void problems_nameRowAndServer() {
    results.add("row", "posthorn", new Measured(5, 1, "3 errors"));

    assertThat(results.problems()).containsExactly("row, posthorn: 3 errors");
  }

  @Test
  void read_understandsWrk() throws IOException {
    String text =
        """
        Running 2s test @ http://127.0.0.1:1/
          1 threads and 64 connections
          240000 requests in 2.00s, 28.01MB read
          Non-2xx or 3xx responses: 12
        Requests/sec: 120000.50
        Transfer/sec:     14.00MB
        """;

    Generator.Load load = Generator.read(text);

    assertThat(load.requests()).isEqualTo(240_000);
    assertThat(load.rate()).isEqualTo(120_000.5);
    assertThat(load.problem()).isEqualTo("Non-2xx or 3xx responses: 12");
  }

  private void round(double hello, double posthorn) {
    results.add("row", "hello", new Measured(hello, 1, ""));
    results.add("row", "posthorn", new Measured(posthorn, 2, ""));
  }
}
