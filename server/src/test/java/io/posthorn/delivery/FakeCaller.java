package io.posthorn.delivery;

import io.posthorn.delivery.call.Call;
import io.posthorn.delivery.call.Caller;
import io.posthorn.delivery.call.Failure;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.delivery.call.PendingCall;
import io.posthorn.message.Body;
import io.posthorn.message.Header;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Answers calls without a network, at once or when a test says so. */
final class FakeCaller implements Caller {
  /** A call that was begun. */
  record Begun(Call call, CompletableFuture<Outcome> answer, CompletableFuture<Outcome> outcome)
      implements PendingCall {
    /** The message's body as text. */
    String body() {
      return call.body().utf8();
    }

    String header(String name) {
      return call.headers().stream()
          .filter(header -> header.name().equalsIgnoreCase(name))
          .map(Header::value)
          .findFirst()
          .orElse(null);
    }

    void answer(int status) {
      answer.complete(answered(status, ""));
    }

    @Override
    public void abort() {
      answer.complete(failed(Failure.ABORTED, true));
    }
  }

  /** Every call, in the order they were begun. */
  final Queue<Begun> calls = new ConcurrentLinkedQueue<>();

  final AtomicInteger underWay = new AtomicInteger();
  final AtomicInteger mostUnderWay = new AtomicInteger();

  private final ConcurrentHashMap<String, Function<Begun, Outcome>> answers =
      new ConcurrentHashMap<>();
  private volatile Function<Begun, Outcome> otherwise = call -> answered(200, "");

  static Outcome answered(int status, String body, Header... headers) {
    return new Outcome(
        status, null, null, true, Body.ofUtf8(body), List.of(headers), Duration.ofMillis(1));
  }

  static Outcome failed(Failure failure, boolean reached) {
    return new Outcome(
        0, failure, "It failed.", reached, Body.EMPTY, List.of(), Duration.ofMillis(1));
  }

  /** Answers every call; null = a test does later. */
  FakeCaller answering(Function<Begun, Outcome> answer) {
    otherwise = answer;
    return this;
  }

  /** Answers calls of {@code url}. */
  FakeCaller answering(String url, Function<Begun, Outcome> answer) {
    answers.put(url, answer);
    return this;
  }

  List<Begun> to(String url) {
    return calls.stream().filter(call -> call.call().url().raw().equals(url)).toList();
  }

  List<String> bodies() {
    return calls.stream().map(Begun::body).toList();
  }

  @Override
  public PendingCall call(Call call) {
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    var answer = new CompletableFuture<Outcome>();
    var begun =
        new Begun(
            call, answer, answer.whenComplete((outcome, failure) -> underWay.decrementAndGet()));
    calls.add(begun);
    Outcome outcome = answers.getOrDefault(call.url().raw(), otherwise).apply(begun);
    if (outcome != null) {
      begun.answer.complete(outcome);
    }
    return begun;
  }

  @Override
  public void close() {
    calls.forEach(Begun::abort);
  }
}
