package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.cli.demo.Demo;
import io.posthorn.cli.demo.Ledger;
import io.posthorn.redis.RedisProgram;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nodes and masters die under load. {@code -Ddemo.rounds=20 -Ddemo.kill=master} makes it longer.
 */
@Timeout(3600)
class ClusterDemoIT {
  @Test
  void whatWasAcknowledged_isDelivered() {
    int rounds = Integer.getInteger("demo.rounds", 2);
    var kill = Demo.Kill.valueOf(System.getProperty("demo.kill", "both").toUpperCase(Locale.ROOT));
    var text = new ByteArrayOutputStream();
    Ledger ledger =
        new Demo(new PrintStream(text, true, StandardCharsets.UTF_8), new Random())
            .run(RedisProgram.path().toString(), rounds, kill, 1);
    System.out.println(text.toString(StandardCharsets.UTF_8) + ledger);
    assertThat(ledger.acknowledged()).isGreaterThan(100);
    assertThat(ledger.lost()).isZero();
    assertThat(text.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.startsWith("Round"))
        .hasSize(rounds);
  }
}
