package io.posthorn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Metrics are those of {@code docs/metrics.md}; dashboard and alerts use no others. */
class MetricsDocumentTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final Path ALERTS = Path.of("..", "deploy", "prometheus", "alerts.yml");
  private static final Path DASHBOARD = Path.of("..", "deploy", "grafana", "posthorn.json");

  @Test
  void document_hasTheMetricsThatThereAre() throws IOException {
    assertThat(documented()).isEqualTo(exposed());
  }

  @Test
  void dashboardAndAlerts_useMetricsThatExist() throws IOException {
    Set<String> exposed = exposed();
    for (Path file : List.of(ALERTS, DASHBOARD)) {
      Set<String> used = new TreeSet<>();
      Matcher name = Pattern.compile("\\bposthorn_[a-z_]+\\b").matcher(Files.readString(file));
      while (name.find()) {
        used.add(name.group().replaceFirst("_(bucket|sum|count)$", ""));
      }
      assertThat(used).as(file.toString()).isNotEmpty();
      assertThat(exposed).as(file.toString()).containsAll(used);
    }
  }

  @Test
  void document_namesEveryAlert() throws IOException {
    Set<String> documented = new TreeSet<>();
    Matcher row = Pattern.compile("(?m)^\\| (Posthorn\\w+) \\|").matcher(Files.readString(PAGE));
    while (row.find()) {
      documented.add(row.group(1));
    }
    Set<String> alerts = new TreeSet<>();
    Matcher alert = Pattern.compile("- alert: (\\w+)").matcher(Files.readString(ALERTS));
    while (alert.find()) {
      alerts.add(alert.group(1));
    }
    assertThat(documented).isEqualTo(alerts);
  }

  @Test
  void alerts_areWhatPromtoolAccepts() throws IOException, InterruptedException {
    Process promtool;
    try {
      promtool =
          new ProcessBuilder("promtool", "check", "rules", ALERTS.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("promtool is not installed");
      return;
    }
    String output = new String(promtool.getInputStream().readAllBytes());
    assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(promtool.exitValue()).as(output).isZero();
  }

  private static Set<String> documented() throws IOException {
    Set<String> names = new TreeSet<>();
    Matcher row = Pattern.compile("(?m)^\\| `(posthorn_\\w+)` \\|").matcher(Files.readString(PAGE));
    while (row.find()) {
      names.add(row.group(1));
    }
    return names;
  }

  private static Set<String> exposed() throws IOException {
    var messages = new MessageMeters(new QueueMeters(1), InstantSource.system());
    var deliveries = new DeliveryMeters(new FailingTargets(InstantSource.system()));
    var exposition =
        new Exposition(
            messages,
            deliveries,
            new StorageMeters(),
            new HttpMeters(),
            () -> QueueSamples.NONE,
            "test");
    Set<String> names = new TreeSet<>();
    for (MetricSnapshot each : exposition.collect()) {
      String name = each.getMetadata().getPrometheusName();
      if (each instanceof CounterSnapshot) {
        name += "_total";
      } else if (each instanceof InfoSnapshot) {
        name += "_info";
      }
      names.add(name);
    }
    var queues = new StringWriter();
    QueueExposition.write(QueueSamples.NONE, queues);
    Matcher family = Pattern.compile("(?m)^# TYPE (\\w+) ").matcher(queues.toString());
    while (family.find()) {
      names.add(family.group(1));
    }
    return names;
  }
}
