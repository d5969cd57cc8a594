package io.posthorn.client;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests. Futures fail with {@link PosthornException} and nothing else, complete on a
 * thread of the HTTP client, and abort their request when they are cancelled. Any thread may call.
 */
final class Transport {
  private final Options options;

  Transport(Options options) {
    this.options = options;
  }

  /** Makes {@code request}; the future has what {@code decode} makes of a successful answer. */
  <T> CompletableFuture<T> call(Request request, Function<Answer, T> decode) {
    return request.isRepeatable() && options.retries() > 0
        ? Repeating.start(() -> once(request, decode), options.retries(), options.threads())
        : once(request, decode);
  }

  /** As {@link #call}; empty where the answer is the error {@code code}, or has no body. */
  <T> CompletableFuture<Optional<T>> find(
      Request request, String code, Function<Answer, T> decode) {
    return call(
        request.tolerating(code),
        answer ->
            answer.isSuccess() && answer.body().size() > 0
                ? Optional.of(decode.apply(answer))
                : Optional.empty());
  }

  /** As {@link #call}; false where the answer is the error {@code code}. */
  CompletableFuture<Boolean> done(Request request, String code) {
    return call(request.tolerating(code), Answer::isSuccess);
  }

  private <T> CompletableFuture<T> once(Request request, Function<Answer, T> decode) {
    CompletableFuture<T> result = new CompletableFuture<>();
    CompletableFuture<HttpResponse<byte[]>> sent =
        options
            .http()
            .sendAsync(
                request.build(options),
                head ->
                    LimitedBody.atMost(
                        options.maxAnswer(),
                        bytes -> complete(result, request, head, bytes, decode)));
    // A whole answer completes the result before that, on a thread of the HTTP client: this comes
    // on one of the common pool, which others may keep busy.
    sent.whenComplete(
        (response, failure) -> {
          if (failure != null) {
            result.completeExceptionally(unanswered(request, failure));
          }
        });
    limit(request, result);
    result.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            sent.cancel(true);
          }
        });
    return result;
  }

  private static <T> void complete(
      CompletableFuture<T> result,
      Request request,
      ResponseInfo head,
      byte[] body,
      Function<Answer, T> decode) {
    try {
      result.complete(read(request, head, body, decode));
    } catch (PosthornException e) {
      result.completeExceptionally(e);
    }
  }

  /** The HTTP client's own limit does not include the answer's body. */
  private void limit(Request request, CompletableFuture<?> result) {
    long millis = options.timeout().plus(request.patience()).toMillis();
    CompletableFuture<Void> timer = new CompletableFuture<>();
    timer
        .orTimeout(millis, TimeUnit.MILLISECONDS)
        .whenComplete(
            (nothing, timeout) -> {
              if (timeout != null) {
                String message = request + ": no answer within " + millis + " ms";
                elsewhere(
                    () ->
                        result.completeExceptionally(
                            PosthornException.unanswered(
                                PosthornException.TIMEOUT, message, null)));
              }
            });
    result.whenComplete((value, failure) -> timer.complete(null));
  }

  /** Not on the JDK's timer, which would be held up by whoever waits for this. */
  private void elsewhere(Runnable action) {
    try {
      options.threads().execute(action);
    } catch (RejectedExecutionException e) {
      action.run();
    }
  }

  private static <T> T read(
      Request request, ResponseInfo head, byte[] body, Function<Answer, T> decode) {
    @Nullable String retryAfter = head.headers().firstValue("Retry-After").orElse(null);
    var answer = new Answer(head.statusCode(), Body.owning(body), retryAfter);
    if (!answer.isSuccess()) {
      PosthornException problem = answer.problem();
      if (!request.tolerates(problem.code())) {
        throw problem;
      }
    }
    try {
      return decode.apply(answer);
    } catch (RuntimeException e) {
      throw PosthornException.unanswered(
          PosthornException.BAD_ANSWER, request + ": " + e.getMessage(), e);
    }
  }

  private static PosthornException unanswered(Request request, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String code =
        cause instanceof IOException ? PosthornException.UNREACHABLE : PosthornException.BAD_ANSWER;
    @Nullable String detail = cause.getMessage();
    return PosthornException.unanswered(
        code, request + ": " + (detail == null ? cause.getClass().getSimpleName() : detail), cause);
  }
}
