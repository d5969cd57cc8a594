package io.posthorn.cli.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.access.Identity;
import io.posthorn.delivery.Signatures;
import io.posthorn.http.Exchange;
import io.posthorn.http.Protocol;
import io.posthorn.http.Reply;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes every request, counts it, says so, and answers as it was told to. */
final class SinkProtocol implements Protocol {
  /** Most ids that are told apart. */
  static final int MOST_IDS = 10_000_000;

  private static final String STATS = "/sink/stats";
  private static final int FAILED = 503;
  private static final byte[] EMPTY = {};

  private final SinkOptions options;
  private final Totals totals;
  private final @Nullable WebhookVerifier verifier;
  private final @Nullable LinePrinter printer;
  private final ScheduledExecutorService scheduler;
  private final InstantSource clock;
  private final byte[] body;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicBoolean boundTold = new AtomicBoolean();

  /**
   * @param printer gets a line for each request; null = nobody wants any
   * @param scheduler where answers wait
   */
  SinkProtocol(
      SinkOptions options,
      Totals totals,
      @Nullable LinePrinter printer,
      ScheduledExecutorService scheduler,
      InstantSource clock) {
    this.options = options;
    this.totals = totals;
    this.verifier = options.secret() == null ? null : new WebhookVerifier(options.secret());
    this.printer = printer;
    this.scheduler = scheduler;
    this.clock = clock;
    this.body = options.body().getBytes(UTF_8);
  }

  @Override
  public List<String> warmUp() {
    return List.of(STATS);
  }

  @Override
  public @Nullable Supplier<Reply> admit(Exchange exchange) {
    exchange.identity(Identity.ANYBODY);
    return null;
  }

  @Override
  public void handle(Exchange exchange) {
    if (exchange.method().equals("GET") && exchange.path().equals(STATS)) {
      exchange.reply(Reply.of(200, "application/json", totals.json()));
      return;
    }
    Instant now = Instant.ofEpochMilli(clock.millis());
    String id = id(exchange);
    long before = totals.arrived(now, id);
    if (before == SeenIds.NO_ROOM) {
      tellBound();
    }
    int status = status(before);
    totals.answered(status);
    String signature = signature(exchange, now);
    if (printer != null) {
      printer.line(line(now, exchange, status, id, signature));
    }
    answer(exchange, status);
  }

  private static @Nullable String id(Exchange exchange) {
    String id = exchange.header(Signatures.ID_HEADER);
    return id != null ? id : exchange.header("Posthorn-Message-Id");
  }

  /** An id beyond the bound is as if it had failed often enough, so that it ends some time. */
  private int status(long before) {
    if (before != SeenIds.NO_ROOM && before < options.failFirst()) {
      return FAILED;
    }
    List<Integer> statuses = options.statuses();
    return statuses.size() == 1
        ? statuses.get(0)
        : statuses.get(Math.floorMod(turn.getAndIncrement(), statuses.size()));
  }

  private @Nullable String signature(Exchange exchange, Instant now) {
    if (verifier == null) {
      return null;
    }
    String problem = verifier.problem(exchange, now);
    totals.verified(problem == null);
    return problem == null ? "valid" : "INVALID (" + problem + ")";
  }

  private static String line(
      Instant now, Exchange exchange, int status, @Nullable String id, @Nullable String signature) {
    var line = new StringBuilder(160);
    line.append(now).append(' ').append(exchange.method()).append(' ');
    line.append(Printable.text(exchange.target())).append(' ').append(status);
    line.append(" id ").append(id == null ? "-" : Printable.text(id));
    String attempt = exchange.header("Posthorn-Attempt");
    line.append(" attempt ").append(attempt == null ? "-" : Printable.text(attempt));
    if (signature != null) {
      line.append(" signature ").append(signature);
    }
    line.append(' ').append(exchange.body().length).append(" bytes");
    if (exchange.body().length > 0) {
      line.append(": ").append(Printable.start(exchange.body()));
    }
    return line.toString();
  }

  private void tellBound() {
    if (printer != null && boundTold.compareAndSet(false, true)) {
      printer.line(
          "... more than " + MOST_IDS + " distinct ids: further ones are not told apart any more");
    }
  }

  private void answer(Exchange exchange, int status) {
    boolean bodiless = status == 204 || status == 304;
    var reply = Reply.of(status, "text/plain; charset=utf-8", bodiless ? EMPTY : body);
    if (options.delay().isZero()) {
      exchange.reply(reply);
      return;
    }
    Future<?> waiting =
        scheduler.schedule(
            () -> exchange.reply(reply), options.delay().toMillis(), TimeUnit.MILLISECONDS);
    exchange.onGone(() -> waiting.cancel(false));
  }
}
