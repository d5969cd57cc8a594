package io.posthorn.storage.rocksdb;

import io.posthorn.message.Body;
import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.Page;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.Take;
import io.posthorn.storage.Taken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Messages whose bodies follow from their numbers, so that a wrong one can't pass for right. */
final class StoredMessages {
  static final QueueName QUEUE = QueueName.of("q");

  private StoredMessages() {}

  /**
   * The body of message {@code number}: its number, then bytes that only this number and size give.
   */
  static Body body(long number, int size) {
    byte[] bytes = new byte[size];
    new Random(number * 31 + size).nextBytes(bytes);
    byte[] head = (number + ":" + size + ":").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, bytes, 0, head.length);
    return Body.of(bytes);
  }

  /** The number of a body; -1 when it is none that {@link #body} made. */
  static long number(Body body) {
    String[] head =
        new String(body.bytes(), 0, Math.min(40, body.size()), StandardCharsets.ISO_8859_1)
            .split(":", 3);
    try {
      long number = Long.parseLong(head[0]);
      return Arrays.equals(body(number, Integer.parseInt(head[1])).bytes(), body.bytes())
          ? number
          : -1;
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return -1;
    }
  }

  static CompletableFuture<?> enqueue(StorageEngine engine, Body body) {
    return engine
        .messages()
        .enqueue(List.of(new Enqueue(QUEUE, List.of(NewMessage.of(body)))), Atomicity.EACH);
  }

  /** The numbers of all messages, in order, by reading them without taking them. */
  static List<Long> browse(StorageEngine engine) {
    var numbers = new ArrayList<Long>();
    long from = 0;
    do {
      Page page =
          value(
              engine
                  .messages()
                  .browse(
                      new Browse(
                          QUEUE, null, Browse.By.SEQUENCE, from, false, 100, 8 << 20, false)));
      for (MessageView view : page.messages()) {
        numbers.add(number(view.body()));
      }
      from = page.next();
    } while (from != 0);
    return numbers;
  }

  /** The numbers of all messages, in order, by taking them. */
  static List<Long> takeAll(StorageEngine engine) {
    var numbers = new ArrayList<Long>();
    while (true) {
      Taken taken = value(engine.messages().take(new Take(QUEUE, 100, 8 << 20)));
      if (taken.messages().isEmpty()) {
        return numbers;
      }
      taken.messages().forEach(message -> numbers.add(number(message.body())));
    }
  }

  /** What a future holds; what it failed with is thrown as it is. */
  static <T> T value(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StorageException storage) {
        throw storage;
      }
      throw e;
    }
  }
}
