package io.posthorn.protocol.rest;

import io.posthorn.access.Identity;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.QueueName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list by name, of what a key is for alone. Reads on until the page is full or the list
 * ends, so that its last entry is where the next page goes on from, and nothing else need be named.
 * Used by one thread at a time.
 */
final class VisiblePage<T> {
  /** Reads for one page; a server would have to have a million others to need more. */
  private static final int MOST_READS = 1_000;

  /** Up to {@code limit} entries from the one after {@code cursor}. */
  interface Source<T> {
    CompletableFuture<List<T>> read(@Nullable QueueName cursor, int limit);
  }

  private final Source<T> source;
  private final Function<T, QueueName> name;
  private final Identity identity;
  private final int limit;
  private final int batch;
  private final List<T> page = new ArrayList<>();
  private final CompletableFuture<List<T>> result = new CompletableFuture<>();
  private @Nullable QueueName cursor;
  private int size;
  private int reads;

  private VisiblePage(
      Source<T> source,
      Function<T, QueueName> name,
      Identity identity,
      @Nullable QueueName cursor,
      int limit,
      int batch) {
    this.source = source;
    this.name = name;
    this.identity = identity;
    this.cursor = cursor;
    this.limit = limit;
    this.batch = batch;
    this.size = limit;
  }

  /**
   * Up to {@code limit} entries that {@code identity} is for, from the one after {@code cursor};
   * fewer only at the end of the list.
   *
   * @param batch most entries that one read may ask for
   */
  static <T> CompletableFuture<List<T>> of(
      Source<T> source,
      Function<T, QueueName> name,
      Identity identity,
      @Nullable QueueName cursor,
      int limit,
      int batch) {
    var page = new VisiblePage<>(source, name, identity, cursor, limit, batch);
    page.read();
    return page.result;
  }

  /** Reads in a loop as long as answers are there at once, so that no stack grows. */
  private void read() {
    boolean more = true;
    while (more) {
      CompletableFuture<List<T>> read = source.read(cursor, size);
      if (!read.isDone()) {
        read.whenComplete(
            (found, failure) -> {
              if (taken(found, failure)) {
                read();
              }
            });
        return;
      }
      more = read.handle(this::taken).join();
    }
  }

  /** Whether more must be read. */
  private boolean taken(@Nullable List<T> found, @Nullable Throwable failure) {
    if (found == null) {
      result.completeExceptionally(
          failure == null ? new IllegalStateException("no answer") : failure);
      return false;
    }
    for (T each : found) {
      if (page.size() < limit && identity.isFor(name.apply(each))) {
        page.add(each);
      }
    }
    if (page.size() == limit || found.size() < size) {
      result.complete(page);
      return false;
    }
    if (++reads == MOST_READS) {
      result.completeExceptionally(
          new BrokerException(
              ErrorCode.LIMIT_EXCEEDED,
              "Too much lies between what the key is for (expected: a key or a prefix whose names"
                  + " lie closer together)."));
      return false;
    }
    cursor = name.apply(found.get(found.size() - 1));
    size = batch;
    return true;
  }
}
