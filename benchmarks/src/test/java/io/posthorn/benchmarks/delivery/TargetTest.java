package io.posthorn.benchmarks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.benchmarks.delivery.Target.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {
  @Test
  void make_givesEachAnAddressAndSpreadsTheBadOnes() {
    List<Target> targets = Target.make(1000, 0.1, 7, 8);

    assertThat(targets.stream().map(Target::url).distinct()).hasSize(1000);
    assertThat(targets.stream().filter(t -> t.kind() == Kind.HEALTHY)).hasSize(900);
    assertThat(targets.stream().filter(t -> t.kind() == Kind.SLOW)).hasSize(50);
    assertThat(targets.subList(0, 10).stream().filter(t -> t.kind() != Kind.HEALTHY)).hasSize(1);
    assertThat(targets.get(9)).isEqualTo(new Target(Kind.REFUSING, "http://127.1.0.10:8/hook"));
    assertThat(targets.get(999).url()).startsWith("http://127.1.3.250:");
  }

  @Test
  void make_withoutBadOnes_hasHealthyOnes() {
    assertThat(Target.make(10, 0, 7, 8)).allMatch(t -> t.kind() == Kind.HEALTHY);
  }
}
