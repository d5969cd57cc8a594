package io.posthorn.delivery.call;

import static java.util.Objects.requireNonNull;

import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.Header;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended. Either {@code failure} is null and the answer was read as far as it is read at
 * all, or it says why not; then status, headers and answer are those that came before it failed.
 *
 * @param status the answer's final status code; 0 = none came
 * @param failure why there is no whole answer; null = there is
 * @param detail one sentence on the failure, without secrets; null = there is none
 * @param reached whether the receiver can have seen a request: false only if not one byte of any
 *     was written
 * @param answer the first bytes of the answer's body, at most {@link AttemptReport#MAX_ANSWER}
 * @param headers of the answer's headers {@code Retry-After}, {@code webhook-delivery}, {@code
 *     Content-Type} and {@code Location}, named so, those that came; the first of each
 * @param duration from the call's begin to its end
 */
public record Outcome(
    int status,
    @Nullable Failure failure,
    @Nullable String detail,
    boolean reached,
    Body answer,
    List<Header> headers,
    Duration duration) {
  public Outcome {
    requireNonNull(answer, "answer");
    requireNonNull(duration, "duration");
    headers = List.copyOf(headers);
  }

  /** Whether a whole answer came, whatever its status. */
  public boolean answered() {
    return failure == null;
  }

  /** The value of the header of that name; null = it did not come or is not kept. */
  public @Nullable String header(String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value();
      }
    }
    return null;
  }
}
