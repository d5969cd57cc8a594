package io.posthorn.storage.redis;

import io.posthorn.message.QueueName;
import io.posthorn.storage.StorageException;
import io.posthorn.storage.StorageException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is asked of a queue, while a call for it is under way, into the next call: the more
 * there is to do, the more a call does, and one message alone waits for nobody. Requests of a queue
 * go in the order in which they came; queues do not wait for each other. Where a script allows it,
 * full calls do not wait for the one before them, so that Redis has work while an answer is read. A
 * call that fails fails its own requests. Only where Redis left one unanswered are those that wait
 * behind it refused as well, so that nobody waits for two time-outs. For any thread.
 *
 * @param <Q> a request
 * @param <A> its answer
 */
final class Grouping<Q, A> {
  /** A script that answers several requests at once. */
  interface Script<Q, A> {
    /** How many messages a request is about, at most. */
    int messages(Q request);

    /** How many bytes it brings along. */
    long bytes(Q request);

    /** How many calls for a queue may be under way, if all but the first are full. */
    default int mostUnderWay() {
      return 1;
    }

    /** Runs it. Null answers stand for requests that it did not come to, the first is none. */
    CompletableFuture<List<@Nullable A>> run(QueueName queue, List<Q> requests);
  }

  /** Most messages of a call; a request of more goes alone. */
  static final int MOST_MESSAGES = 1000;

  /** Most bytes of a call; a request of more goes alone. */
  static final long MOST_BYTES = 1 << 20;

  private static final class Member<Q, A> extends CompletableFuture<A> {
    final Q request;
    final int messages;
    final long bytes;

    Member(Q request, int messages, long bytes) {
      this.request = request;
      this.messages = messages;
      this.bytes = bytes;
    }
  }

  /** The requests of one queue. Touched in {@link #change} alone. */
  private static final class Lane<Q, A> {
    private final Deque<Member<Q, A>> waiting = new ArrayDeque<>();
    private long messages;
    private long bytes;
    int underWay;
    boolean sending;

    void add(Member<Q, A> member) {
      waiting.addLast(member);
      count(member, 1);
    }

    void addFirst(Member<Q, A> member) {
      waiting.addFirst(member);
      count(member, 1);
    }

    boolean maySend(int mostUnderWay) {
      boolean full = messages >= MOST_MESSAGES || bytes >= MOST_BYTES;
      return !waiting.isEmpty() && (underWay == 0 || full && underWay < mostUnderWay);
    }

    /** Moves what goes together into {@code group}. */
    void gather(List<Member<Q, A>> group) {
      long most = MOST_MESSAGES;
      long mostBytes = MOST_BYTES;
      for (Member<Q, A> next = waiting.peek(); next != null; next = waiting.peek()) {
        most -= next.messages;
        mostBytes -= next.bytes;
        if (!group.isEmpty() && (most < 0 || mostBytes < 0)) {
          return;
        }
        count(next, -1);
        group.add(waiting.remove());
      }
    }

    /** Moves all that wait into {@code members}. */
    void empty(List<Member<Q, A>> members) {
      members.addAll(waiting);
      waiting.clear();
      messages = 0;
      bytes = 0;
    }

    private void count(Member<Q, A> member, int sign) {
      messages += (long) sign * member.messages;
      bytes += sign * member.bytes;
    }
  }

  private final Backlog backlog;
  private final Script<Q, A> script;
  private final Map<QueueName, Lane<Q, A>> lanes = new ConcurrentHashMap<>();

  Grouping(Backlog backlog, Script<Q, A> script) {
    this.backlog = backlog;
    this.script = script;
  }

  /** Asks now, or with the next call. */
  CompletableFuture<A> ask(QueueName queue, Q request) {
    var member = new Member<Q, A>(request, script.messages(request), script.bytes(request));
    try {
      backlog.enter(member.bytes);
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
    send(queue, change(queue, lane -> lane.add(member), false));
    return member;
  }

  /**
   * Changes a lane; answers what goes now. One thread at a time sends what is of one lane, in a
   * loop, so that calls that fail at once do not nest.
   *
   * @param sender whether this thread does, and has sent what it got
   */
  private List<Member<Q, A>> change(QueueName queue, Consumer<Lane<Q, A>> change, boolean sender) {
    List<Member<Q, A>> group = new ArrayList<>();
    lanes.compute(
        queue,
        (name, there) -> {
          Lane<Q, A> lane = there == null ? new Lane<>() : there;
          change.accept(lane);
          if (sender || !lane.sending) {
            lane.sending = lane.maySend(script.mostUnderWay());
            if (lane.sending) {
              lane.gather(group);
              lane.underWay++;
            }
          }
          return lane.sending || lane.underWay > 0 ? lane : null;
        });
    return group;
  }

  /** Sends a group, and what has come meanwhile. */
  private void send(QueueName queue, List<Member<Q, A>> first) {
    List<Member<Q, A>> next = first;
    while (!next.isEmpty()) {
      List<Member<Q, A>> group = next;
      run(queue, group)
          .whenComplete(
              (answers, error) -> {
                Ending<Q, A> ending = end(queue, group, answers, error);
                send(queue, ending.next());
                ending.tell().run();
              });
      next = change(queue, lane -> {}, true);
    }
  }

  private CompletableFuture<List<@Nullable A>> run(QueueName queue, List<Member<Q, A>> group) {
    try {
      return script.run(queue, group.stream().map(member -> member.request).toList());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** What is to be done when a call has ended: send the next, and only then tell its callers. */
  private record Ending<Q, A>(List<Member<Q, A>> next, Runnable tell) {}

  private Ending<Q, A> end(
      QueueName queue,
      List<Member<Q, A>> group,
      @Nullable List<@Nullable A> answers,
      @Nullable Throwable thrown) {
    if (answers != null) {
      return new Ending<>(
          change(queue, lane -> askAgain(lane, group, answers), false),
          () -> answer(group, answers));
    }
    Throwable error = Calls.unwrap(thrown);
    boolean unanswered =
        error instanceof StorageException known && known.kind() == Kind.OUTCOME_UNKNOWN;
    List<Member<Q, A>> behind = new ArrayList<>();
    List<Member<Q, A>> next =
        change(
            queue,
            lane -> {
              lane.underWay--;
              if (unanswered) {
                lane.empty(behind);
              }
            },
            false);
    return new Ending<>(
        next,
        () -> {
          fail(group, error);
          String sentence = "not sent, because of what was sent before: " + error.getMessage();
          fail(behind, new StorageException(Kind.FAILED, sentence, error));
        });
  }

  private static <Q, A> void askAgain(
      Lane<Q, A> lane, List<Member<Q, A>> group, List<@Nullable A> answers) {
    lane.underWay--;
    for (int i = group.size() - 1; i >= 0; i--) {
      if (answers.get(i) == null) {
        lane.addFirst(group.get(i));
      }
    }
  }

  private void answer(List<Member<Q, A>> group, List<@Nullable A> answers) {
    for (int i = 0; i < group.size(); i++) {
      A answer = answers.get(i);
      if (answer != null) {
        backlog.leave(group.get(i).bytes);
        group.get(i).complete(answer);
      }
    }
  }

  private void fail(List<Member<Q, A>> members, Throwable error) {
    for (Member<Q, A> member : members) {
      backlog.leave(member.bytes);
      member.completeExceptionally(error);
    }
  }
}
