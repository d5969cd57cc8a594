package io.posthorn.delivery.call;

/** Makes HTTP calls. Its methods may be called from any thread; none but close blocks. */
public interface Caller extends AutoCloseable {
  /**
   * Begins {@code call}. Never throws and never fails: whatever happens is an {@link Outcome}, too
   * many calls at once as {@link Failure#OVERLOADED}.
   */
  PendingCall call(Call call);

  /**
   * Aborts what is in flight and closes every connection. Blocks for at most 10 s; a second call
   * does nothing.
   */
  @Override
  void close();
}
