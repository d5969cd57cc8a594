package io.posthorn.storage.redis;

import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.QueueName;
import io.posthorn.message.Receipt;
import io.posthorn.message.Run;
import io.posthorn.message.Settlement;
import io.posthorn.message.Settlement.Outcome;
import io.posthorn.storage.SettleResult;
import io.posthorn.storage.SettleResult.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** settle. */
final class Settling implements Grouping.Script<List<Settlement>, List<SettleResult>> {
  private final Calls calls;

  Settling(Calls calls) {
    this.calls = calls;
  }

  @Override
  public int messages(List<Settlement> request) {
    return request.size();
  }

  @Override
  public long bytes(List<Settlement> request) {
    long bytes = 0;
    for (Settlement s : request) {
      bytes += weight(s.reason(), s.report());
    }
    return bytes;
  }

  @Override
  public CompletableFuture<List<@Nullable List<SettleResult>>> run(
      QueueName queue, List<List<Settlement>> requests) {
    int count = requests.stream().mapToInt(List::size).sum();
    Packer arguments = calls.arguments(1).array(count);
    requests.forEach(settlements -> settlements.forEach(s -> pack(arguments, s)));
    return calls.call(
        Verb.SETTLE,
        queue,
        arguments,
        List.of(),
        reply -> {
          Unpacker in = reply.values;
          in.array();
          List<@Nullable List<SettleResult>> answers = new ArrayList<>(requests.size());
          for (List<Settlement> settlements : requests) {
            answers.add(results(in, settlements.size()));
          }
          reply.heard(queue);
          return answers;
        });
  }

  private static List<SettleResult> results(Unpacker in, int count) {
    var results = new ArrayList<SettleResult>(count);
    for (int i = 0; i < count; i++) {
      in.array();
      Status status = Status.values()[in.integer()];
      Instant until = in.instant();
      Instant dueAt = in.instant();
      results.add(
          status == Status.STALE ? SettleResult.STALE : new SettleResult(status, until, dueAt));
    }
    return results;
  }

  private static void pack(Packer out, Settlement s) {
    Receipt receipt = s.receipt();
    Run run = s.run();
    byte[] report = Messages.encode(s.reason(), s.report());
    boolean plain = s.outcome() == Outcome.ACK && report == null;
    out.array(plain ? 4 : 12)
        .number(receipt.incarnation())
        .number(receipt.sequence())
        .number(receipt.deliveries())
        .number(s.outcome().ordinal());
    if (plain) {
      return;
    }
    out.millis(s.delay())
        .millis(s.lease())
        .text(s.reason())
        .real(s.jitter())
        .optional(run == null ? null : (Long) run.number())
        .optional(run == null ? null : (Long) run.scheduledAt().toEpochMilli());
    if (report == null) {
      out.none();
    } else {
      out.bytes(report);
    }
    out.number(weight(s.reason(), s.report()));
  }

  /** What {@link io.posthorn.storage.Weight} counts of an attempt. */
  private static long weight(@Nullable String reason, @Nullable AttemptReport report) {
    String detail = report == null || report.detail() == null ? reason : report.detail();
    String error = report == null ? null : report.error();
    Body answer = report == null ? null : report.answer();
    return (detail == null ? 0L : detail.length())
        + (error == null ? 0 : error.length())
        + (answer == null ? 0 : answer.size());
  }
}
