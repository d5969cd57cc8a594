package io.posthorn.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.QueueName;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GroupingTest {
  private static final QueueName A = QueueName.of("a");
  private static final QueueName B = QueueName.of("b");

  /** A call that waits to be answered. */
  private record Call(
      QueueName queue, List<Integer> requests, CompletableFuture<List<String>> answer) {
    void succeed() {
      answer.complete(requests.stream().map(request -> "answer " + request).toList());
    }

    void fail(Kind kind) {
      answer.completeExceptionally(new StorageException(kind, "why not"));
    }
  }

  private final Deque<Call> sent = new ArrayDeque<>();
  private StorageException refusal;
  private int mostUnderWay = 1;

  /** A request n is about n messages and brings n bytes. */
  private final Grouping.Script<Integer, String> script =
      new Grouping.Script<>() {
        @Override
        public int messages(Integer request) {
          return request;
        }

        @Override
        public long bytes(Integer request) {
          return request;
        }

        @Override
        public int mostUnderWay() {
          return mostUnderWay;
        }

        @Override
        public CompletableFuture<List<String>> run(QueueName queue, List<Integer> requests) {
          if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
          }
          sent.add(new Call(queue, requests, new CompletableFuture<>()));
          return sent.getLast().answer();
        }
      };

  private final Grouping<Integer, String> grouping =
      new Grouping<>(new Backlog(50, 100_000), script);

  private static Kind kindOf(CompletableFuture<?> future) {
    return future.handle((value, error) -> ((StorageException) error).kind()).join();
  }

  private List<CompletableFuture<String>> ask(QueueName queue, Integer... requests) {
    var answers = new ArrayList<CompletableFuture<String>>();
    Arrays.stream(requests).forEach(request -> answers.add(grouping.ask(queue, request)));
    return answers;
  }

  @Test
  void whatArrivesWhileACallIsUnderWay_isOneCall() {
    var answers = ask(A, 1, 2, 3, 4);
    assertThat(sent).extracting(Call::requests).containsExactly(List.of(1));
    sent.remove().succeed();
    assertThat(answers.get(0)).isCompletedWithValue("answer 1");
    assertThat(sent).extracting(Call::requests).containsExactly(List.of(2, 3, 4));
    sent.remove().succeed();
    assertThat(answers.get(3)).isCompletedWithValue("answer 4");
    assertThat(sent).isEmpty();
  }

  @Test
  void call_hasBoundedMessages() {
    ask(A, 1, 600, 400, 1, 2000, 7);
    var calls = new ArrayList<List<Integer>>();
    while (!sent.isEmpty()) {
      calls.add(sent.getFirst().requests());
      sent.remove().succeed();
    }
    assertThat(calls)
        .containsExactly(List.of(1), List.of(600, 400), List.of(1), List.of(2000), List.of(7));
  }

  @Test
  void fullCalls_doNotWaitForTheOneBefore_butNoMoreThanAllowed() {
    mostUnderWay = 2;
    var answers = ask(A, 1, 2, 400, 600, 1000, 3);
    // What is not full waits, and takes along what comes; then nothing goes before an answer.
    assertThat(sent).extracting(Call::requests).containsExactly(List.of(1), List.of(2, 400));
    sent.removeLast().succeed();
    assertThat(answers.get(2)).isCompletedWithValue("answer 400");
    assertThat(sent).extracting(Call::requests).containsExactly(List.of(1), List.of(600));
    sent.removeLast().fail(Kind.FULL);
    assertThat(sent).extracting(Call::requests).containsExactly(List.of(1), List.of(1000));
    sent.removeLast().succeed();
    assertThat(sent).extracting(Call::requests).containsExactly(List.of(1));
    sent.removeLast().succeed();
    assertThat(sent).extracting(Call::requests).containsExactly(List.of(3));
  }

  @Test
  void queues_doNotWaitForEachOther() {
    ask(A, 1, 2, 3);
    ask(B, 4);
    assertThat(sent.removeLast().queue()).isEqualTo(B);
  }

  @Test
  void nextCall_isSentBeforeAnswersArePassedOn() {
    var first = ask(A, 1, 2).get(0);
    var sentThen = first.thenApply(answer -> List.copyOf(sent.getLast().requests()));
    sent.remove().succeed();
    assertThat(sentThen).isCompletedWithValue(List.of(2));
  }

  @Test
  void requestsThatACallDidNotComeTo_goFirstInTheNext() {
    var answers = ask(A, 1, 2, 3, 4);
    sent.remove().succeed();
    ask(A, 5);
    sent.remove().answer().complete(Arrays.asList("answer 2", null, null));
    assertThat(answers.get(1)).isCompletedWithValue("answer 2");
    assertThat(answers.get(2)).isNotDone();
    assertThat(sent.remove().requests()).containsExactly(3, 4, 5);
  }

  @Test
  void failure_isThatOfItsOwnRequests() {
    var answers = ask(A, 1, 2, 3);
    sent.remove().fail(Kind.FULL);
    assertThat(kindOf(answers.get(0))).isEqualTo(Kind.FULL);
    assertThat(answers.subList(1, 3)).noneMatch(CompletableFuture::isDone);
    sent.remove().succeed();
    assertThat(answers.subList(1, 3)).allMatch(answer -> !answer.isCompletedExceptionally());
  }

  @Test
  void unansweredCall_refusesWhatWaitsBehindIt() {
    var answers = ask(A, 1, 2, 3);
    sent.remove().fail(Kind.OUTCOME_UNKNOWN);
    assertThat(kindOf(answers.get(0))).isEqualTo(Kind.OUTCOME_UNKNOWN);
    assertThat(kindOf(answers.get(1))).isEqualTo(Kind.FAILED);
    assertThat(kindOf(answers.get(2))).isEqualTo(Kind.FAILED);
    assertThat(ask(A, 4).get(0)).isNotDone();
    assertThat(sent.remove().requests()).containsExactly(4);
  }

  @Test
  void callsThatFailAtOnce_failAllThatWait() {
    var answers = ask(A, 1, 1000, 1000, 1000);
    refusal = new StorageException(Kind.FAILED, "away");
    sent.remove().succeed();
    assertThat(answers.get(0)).isCompletedWithValue("answer 1");
    assertThat(answers.subList(1, 4)).allMatch(answer -> kindOf(answer) == Kind.FAILED);
  }

  @Test
  void tooManyRequests_areRefusedUntilSomeAreAnswered() {
    for (int i = 0; i < 50; i++) {
      assertThat(grouping.ask(A, 1)).isNotDone();
    }
    assertThat(kindOf(grouping.ask(B, 1))).isEqualTo(Kind.OVERLOADED);
    sent.remove().fail(Kind.FAILED);
    assertThat(grouping.ask(B, 1)).isNotDone();
  }

  @Test
  void tooManyBytes_areRefused() {
    var answers = ask(A, 100_001);
    assertThat(kindOf(grouping.ask(B, 1))).isEqualTo(Kind.OVERLOADED);
    sent.remove().succeed();
    assertThat(answers.get(0)).isCompleted();
    assertThat(grouping.ask(B, 1)).isNotDone();
  }
}
