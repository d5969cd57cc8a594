package io.posthorn.storage.redis;

import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the requests that wait for Redis, sent or not, and their bytes. For any thread. */
final class Backlog {
  private final int mostRequests;
  private final long mostBytes;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  Backlog(int mostRequests, long mostBytes) {
    this.mostRequests = mostRequests;
    this.mostBytes = mostBytes;
  }

  /**
   * Counts a request. One of any size goes where its bytes are the first too many.
   *
   * @throws StorageException OVERLOADED, and it was not counted
   */
  void enter(long size) {
    if (requests.incrementAndGet() > mostRequests) {
      requests.decrementAndGet();
      throw new StorageException(
          Kind.OVERLOADED, "more than " + mostRequests + " requests wait for Redis");
    }
    if (bytes.getAndAdd(size) > mostBytes) {
      leave(size);
      throw new StorageException(
          Kind.OVERLOADED, "more than " + mostBytes + " bytes of requests wait for Redis");
    }
  }

  /** It is answered. */
  void leave(long size) {
    requests.decrementAndGet();
    bytes.addAndGet(-size);
  }
}
