package io.posthorn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.QueueName;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueExpositionTest {
  private static final QueueSample REST =
      new QueueSample(QueueName.ofLatin1(""), 1, 0, 0, 0, 0, 0, 9, 8, 0, 0);

  @Test
  void write_tellsAllOfEachQueueAndTheRestTogether() throws Exception {
    var mail = new QueueSample(QueueName.of("mail"), 1, 2, 3, 4, 5, 1500, 10, 20, 30, 40);

    assertThat(text(new QueueSamples(List.of(mail), REST, 3)).lines())
        .contains(
            "# TYPE posthorn_queue_messages gauge",
            "posthorn_queue_messages{queue=\"mail\",state=\"ready\"} 1",
            "posthorn_queue_messages{queue=\"mail\",state=\"scheduled\"} 2",
            "posthorn_queue_messages{queue=\"mail\",state=\"leased\"} 3",
            "posthorn_queue_messages{queue=\"mail\",state=\"dead\"} 4",
            "posthorn_queue_messages{queue=\"mail\",state=\"consumed\"} 5",
            "posthorn_queue_messages{other=\"true\",state=\"ready\"} 1",
            "posthorn_queue_oldest_ready_age_seconds{queue=\"mail\"} 1.5",
            "# TYPE posthorn_queue_messages_passed_total counter",
            "posthorn_queue_messages_passed_total{how=\"enqueued\",queue=\"mail\"} 10",
            "posthorn_queue_messages_passed_total{how=\"taken\",queue=\"mail\"} 20",
            "posthorn_queue_messages_passed_total{how=\"acked\",queue=\"mail\"} 30",
            "posthorn_queue_messages_passed_total{how=\"dead\",queue=\"mail\"} 40",
            "posthorn_queue_messages_passed_total{how=\"taken\",other=\"true\"} 8");
  }

  @Test
  void write_escapesNamesAsTheFormatAsks() throws Exception {
    var odd = new QueueSample(QueueName.of("a\"b\\c\nd\u00e9"), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    assertThat(text(new QueueSamples(List.of(odd), REST, 1)))
        .contains("posthorn_queue_oldest_ready_age_seconds{queue=\"a\\\"b\\\\c\\nd\u00e9\"} 0.0\n")
        .doesNotContain("other=");
  }

  @Test
  void write_hasNoSeriesWithoutAQueue() throws Exception {
    assertThat(text(QueueSamples.NONE).lines()).allMatch(line -> line.startsWith("# "));
  }

  private static String text(QueueSamples samples) throws Exception {
    var out = new StringWriter();
    QueueExposition.write(samples, out);
    return out.toString();
  }
}
