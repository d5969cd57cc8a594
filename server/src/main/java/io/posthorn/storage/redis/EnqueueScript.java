package io.posthorn.storage.redis;

import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueName;
import io.posthorn.message.Task;
import io.posthorn.storage.EnqueueResult.Status;
import io.posthorn.storage.Weight;
import io.posthorn.storage.redis.Calls.Reply;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * enqueue, as the script does it: batches of one queue, or one batch for each of several queues.
 */
final class EnqueueScript implements Grouping.Script<EnqueueScript.Batch, Stored> {
  /**
   * Messages of one queue that came in one enqueue.
   *
   * @param whole whether one refused message refuses the others
   */
  record Batch(List<NewMessage> messages, boolean whole) {}

  private final Calls calls;

  EnqueueScript(Calls calls) {
    this.calls = calls;
  }

  @Override
  public int messages(Batch request) {
    return request.messages().size();
  }

  @Override
  public long bytes(Batch request) {
    long bytes = 0;
    for (NewMessage message : request.messages()) {
      bytes += message.body().size();
    }
    return bytes;
  }

  @Override
  public int mostUnderWay() {
    return 2;
  }

  @Override
  public CompletableFuture<List<@Nullable Stored>> run(QueueName queue, List<Batch> requests) {
    return runBatches(Map.of(queue, merged(requests)), false, false)
        .thenApply(answers -> split(requests, answers.get(0)));
  }

  /** Batches without a common fate, one behind the other, are one to the script. */
  private static List<Batch> merged(List<Batch> requests) {
    var merged = new ArrayList<Batch>();
    List<NewMessage> loose = new ArrayList<>();
    for (Batch request : requests) {
      if (!request.whole()) {
        loose.addAll(request.messages());
        continue;
      }
      if (!loose.isEmpty()) {
        merged.add(new Batch(loose, false));
        loose = new ArrayList<>();
      }
      merged.add(request);
    }
    if (!loose.isEmpty()) {
      merged.add(new Batch(loose, false));
    }
    return merged;
  }

  /** Gives each request its part of what {@link #merged} put together. */
  private static List<@Nullable Stored> split(List<Batch> requests, List<Stored> answers) {
    List<@Nullable Stored> parts = new ArrayList<>(requests.size());
    int at = 0;
    int from = 0;
    for (int i = 0; i < requests.size(); i++) {
      Batch request = requests.get(i);
      int to = from + request.messages().size();
      parts.add(answers.get(at).part(from, to));
      boolean goesOn = !request.whole() && i + 1 < requests.size() && !requests.get(i + 1).whole();
      at += goesOn ? 0 : 1;
      from = goesOn ? to : 0;
    }
    return parts;
  }

  /** Stores messages of several queues of one slot, each queue's whole or each message. */
  CompletableFuture<List<Stored>> runEach(
      Map<QueueName, List<NewMessage>> messages, boolean whole) {
    return run(messages, whole, false);
  }

  /** Stores messages of several queues of one slot, all of them or none. */
  CompletableFuture<List<Stored>> runTogether(Map<QueueName, List<NewMessage>> messages) {
    return run(messages, true, true);
  }

  private CompletableFuture<List<Stored>> run(
      Map<QueueName, List<NewMessage>> messages, boolean whole, boolean together) {
    var batches = new LinkedHashMap<QueueName, List<Batch>>();
    messages.forEach((queue, own) -> batches.put(queue, List.of(new Batch(own, whole))));
    return runBatches(batches, together, false)
        .thenApply(answers -> answers.stream().map(own -> own.get(0)).toList());
  }

  /** Says what would become of messages, and stores none. */
  CompletableFuture<Stored> judge(QueueName queue, List<NewMessage> messages) {
    return runBatches(Map.of(queue, List.of(new Batch(messages, true))), false, true)
        .thenApply(answers -> answers.get(0).get(0));
  }

  private CompletableFuture<List<List<Stored>>> runBatches(
      Map<QueueName, List<Batch>> batches, boolean together, boolean judgeOnly) {
    Packer arguments = calls.arguments(3).flag(together).flag(judgeOnly).array(batches.size());
    var keys = new byte[QueueKeys.count() * batches.size()][];
    var contents = new ArrayList<byte[]>();
    int at = 0;
    for (Map.Entry<QueueName, List<Batch>> entry : batches.entrySet()) {
      System.arraycopy(QueueKeys.of(entry.getKey()), 0, keys, at, QueueKeys.count());
      at += QueueKeys.count();
      arguments.array(entry.getValue().size());
      entry.getValue().forEach(batch -> pack(arguments, contents, batch));
    }
    return calls.call(
        Verb.ENQUEUE,
        keys,
        arguments,
        contents,
        reply -> read(reply, batches),
        answers -> !judgeOnly && answers.stream().flatMap(List::stream).anyMatch(Stored::any));
  }

  private static void pack(Packer out, List<byte[]> contents, Batch batch) {
    List<NewMessage> messages = batch.messages();
    var items = new Packer();
    int values = 1;
    for (int i = 0; i < messages.size(); ) {
      int end = endOfRun(messages, i);
      if (end == i) {
        pack(items, messages.get(i));
        values++;
        end++;
      } else {
        packPlain(items.number(end - i), messages.get(i));
        values += 4;
      }
      for (; i < end; i++) {
        NewMessage m = messages.get(i);
        contents.add(Content.encode(m.body(), m.contentType(), m.task(), m.trace()));
      }
    }
    out.array(values).flag(batch.whole()).all(items);
  }

  /** Behind the last of the plain messages from {@code from} on that are alike to the script. */
  private static int endOfRun(List<NewMessage> messages, int from) {
    NewMessage first = messages.get(from);
    int end = from;
    while (end < messages.size() && isPlain(messages.get(end))) {
      NewMessage m = messages.get(end);
      if (end > from
          && (m.body().size() != first.body().size()
              || weight(m) != weight(first)
              || kind(m) != kind(first))) {
        break;
      }
      end++;
    }
    return end;
  }

  private static boolean isPlain(NewMessage m) {
    Task task = m.task();
    return m.isPlain() && (task == null || task.retry() == null && task.repeat() == null);
  }

  private static Packer packPlain(Packer out, NewMessage m) {
    return out.number(m.body().size()).number(weight(m)).number(kind(m));
  }

  private static long weight(NewMessage m) {
    return Weight.of(m.body(), m.contentType(), m.key(), m.task(), m.trace());
  }

  private static int kind(NewMessage m) {
    Task task = m.task();
    return task == null ? 0 : task.url() == null ? 1 : 3;
  }

  private static void pack(Packer out, NewMessage m) {
    Instant visibleAt = m.visibleAt();
    packPlain(out.array(11), m)
        .millis(m.delay())
        .optional(visibleAt == null ? null : (Long) visibleAt.toEpochMilli())
        .millis(m.ttl())
        .text(m.key())
        .text(m.deduplicationId());
    if (m.deduplicationId() == null) {
      out.none();
    } else {
      out.bytes(fingerprint(m.body()));
    }
    out.flag(Content.repeats(m.task()));
    Content.packRetry(out, m.task());
  }

  /** Half a SHA-256: enough that two bodies under one id that differ are found to. */
  private static byte[] fingerprint(Body body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.bytes());
      return Arrays.copyOf(digest, digest.length / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<List<Stored>> read(Reply reply, Map<QueueName, List<Batch>> batches) {
    Unpacker in = reply.values;
    in.array();
    var answers = new ArrayList<List<Stored>>(batches.size());
    batches.forEach(
        (queue, own) -> {
          if (in.absent()) {
            answers.add(Collections.nCopies(own.size(), Stored.MISSING));
            return;
          }
          in.array();
          long incarnation = in.number();
          var stored = new ArrayList<Stored>(own.size());
          for (int left = in.array(); left > 0; left--) {
            stored.add(read(in, incarnation));
          }
          answers.add(stored);
          reply.heard(queue);
        });
    return answers;
  }

  private static Stored read(Unpacker in, long incarnation) {
    in.array();
    boolean spoiled = in.flag();
    var judged = new ArrayList<Stored.Judged>();
    for (int left = in.array(); left > 0; left -= 6) {
      Status status = Status.values()[in.integer()];
      long sequence = in.absent() ? 0 : in.number();
      long position = in.number();
      Instant visibleAt = in.instant();
      boolean fresh = in.flag();
      int count = in.integer();
      for (int i = 0; i < count; i++) {
        judged.add(new Stored.Judged(status, sequence + i, position, visibleAt, fresh));
      }
    }
    return new Stored(incarnation, judged, spoiled);
  }
}
