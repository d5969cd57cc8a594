package io.posthorn;

import io.posthorn.http.Exchange;
import io.posthorn.http.Protocol;
import io.posthorn.http.Reply;
import io.posthorn.metrics.Meters;
import io.posthorn.monitor.Monitor;
import java.util.List;

/** {@code GET /metrics}, for Prometheus. */
final class MetricsEndpoint implements Protocol {
  private final Monitor monitor;

  MetricsEndpoint(Monitor monitor) {
    this.monitor = monitor;
  }

  @Override
  public void handle(Exchange exchange) {
    exchange.route("metrics");
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      exchange.reply(
          new Reply(405, null, List.of("Allow", "GET, HEAD"), new byte[0], false, false)
              .refusing("method-not-allowed"));
      return;
    }
    monitor
        .scrape()
        .whenComplete(
            (metrics, failure) ->
                exchange.reply(
                    metrics == null
                        ? Reply.text(503, "Metrics are not available: " + failure.getMessage())
                        : Reply.of(200, Meters.CONTENT_TYPE, metrics)));
  }
}
