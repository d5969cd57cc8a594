package io.posthorn.client;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Gathers an answer's body up to a size; what is longer is an error, and read no further. */
final class LimitedBody implements BodySubscriber<byte[]> {
  private final int max;
  private final java.util.function.Consumer<byte[]> whole;
  private final BodySubscriber<byte[]> gathered = BodySubscribers.ofByteArray();
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;
  private long size;

  private LimitedBody(int max, java.util.function.Consumer<byte[]> whole) {
    this.max = max;
    this.whole = whole;
  }

  /** At most {@code max} bytes, which {@code whole} gets before anybody else. */
  static LimitedBody atMost(int max, java.util.function.Consumer<byte[]> whole) {
    return new LimitedBody(max, whole);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return result;
  }

  @Override
  public void onSubscribe(Flow.Subscription source) {
    subscription = source;
    gathered
        .getBody()
        .whenComplete(
            (bytes, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
              } else {
                whole.accept(bytes);
                result.complete(bytes);
              }
            });
    gathered.onSubscribe(source);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      size += buffer.remaining();
    }
    if (size <= max) {
      gathered.onNext(buffers);
      return;
    }
    if (subscription != null) {
      subscription.cancel();
    }
    result.completeExceptionally(
        new IllegalStateException(
            "an answer of more than " + max + " bytes (expected: at most that, see maxAnswer)"));
  }

  @Override
  public void onError(Throwable failure) {
    if (size <= max) {
      gathered.onError(failure);
    }
  }

  @Override
  public void onComplete() {
    // It may still come when the rest arrived with what was too much.
    if (size <= max) {
      gathered.onComplete();
    }
  }
}
