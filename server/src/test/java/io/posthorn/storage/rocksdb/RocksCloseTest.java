package io.posthorn.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.message.Durability;
import io.posthorn.message.QueueName;
import io.posthorn.storage.Atomicity;
import io.posthorn.storage.ConfigBuilder;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.MessageBuilder;
import io.posthorn.storage.SettableClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.StorageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksCloseTest {
  private static final QueueName Q = QueueName.of("q");
  private static final int PRODUCERS = 4;

  @TempDir Path directory;

  private RocksStorageEngine open() {
    return RocksStorageEngine.open(
        TinyBounds.options(directory, Durability.FLUSHED), TinyBounds.BOUNDS, new SettableClock());
  }

  private static Enqueue one() {
    return new Enqueue(Q, List.of(new MessageBuilder("x").build()));
  }

  @Test
  void close_whileCommandsArrive_answersEachOfThem() throws Exception {
    for (int round = 0; round < 10; round++) {
      StorageEngine engine = open();
      engine.queues().create(Q, new ConfigBuilder().build()).join();
      long before = engine.queues().stats(List.of(Q)).join().get(0).orElseThrow().enqueuedTotal();
      var answers = new ConcurrentLinkedQueue<CompletableFuture<List<EnqueueResult>>>();
      var threads = new ArrayList<Thread>();
      var begun = new CountDownLatch(PRODUCERS);
      for (int i = 0; i < PRODUCERS; i++) {
        var thread =
            new Thread(
                () -> {
                  begun.countDown();
                  CompletableFuture<List<EnqueueResult>> answer;
                  do {
                    answer = engine.messages().enqueue(List.of(one()), Atomicity.EACH);
                    answers.add(answer);
                  } while (!answer.isCompletedExceptionally());
                });
        thread.start();
        threads.add(thread);
      }
      begun.await();
      engine.close();
      for (Thread thread : threads) {
        thread.join();
      }

      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> answers.stream().allMatch(CompletableFuture::isDone));
      long stored = answers.stream().filter(answer -> !answer.isCompletedExceptionally()).count();
      assertThat(answers)
          .filteredOn(CompletableFuture::isCompletedExceptionally)
          .allSatisfy(
              answer ->
                  assertThat(answer.handle((none, e) -> e).join())
                      .isInstanceOf(StorageException.class));
      StorageEngine again = open();
      assertThat(again.queues().stats(List.of(Q)).join().get(0).orElseThrow().enqueuedTotal())
          .isEqualTo(before + stored);
      again.close();
    }
  }
}
