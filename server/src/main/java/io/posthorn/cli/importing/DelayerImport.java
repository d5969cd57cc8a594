package io.posthorn.cli.importing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posthorn.cli.importing.NativeQueues.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of Delayer's jobs: a queue for each topic, the id as the key. What was brought
 * over is noted, so that it comes once however often this is begun.
 */
final class DelayerImport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_BATCH_BYTES = 8 << 20;

  private final DelayerJobs jobs;
  private final NativeQueues queues;
  private final Notes notes;
  private final LeftOut leftOut;
  private final InstantSource clock;
  private long seen;

  /** What a topic has: jobs that are ready, that wait, and of both those brought over before. */
  static final class Found {
    long ready;
    long waiting;
    long done;

    @Override
    public String toString() {
      return ready
          + " ready, "
          + waiting
          + " waiting, "
          + (ready + waiting - done)
          + " to take over";
    }
  }

  DelayerImport(
      DelayerJobs jobs, NativeQueues queues, Notes notes, LeftOut leftOut, InstantSource clock) {
    this.jobs = jobs;
    this.queues = queues;
    this.notes = notes;
    this.leftOut = leftOut;
    this.clock = clock;
  }

  /** Looks at all jobs, and says which can't be brought over; answers the others by topic. */
  Map<String, Found> look() {
    Map<String, Found> topics = new TreeMap<>();
    jobs.forEach(
        page -> {
          for (DelayerJob job : page) {
            if (isWanted(job)) {
              Found found = topics.computeIfAbsent(shown(job.topic()), topic -> new Found());
              found.ready += job.due() == null ? 1 : 0;
              found.waiting += job.due() == null ? 0 : 1;
              found.done += notes.has(job.name()) ? 1 : 0;
            }
          }
        });
    return topics;
  }

  /** Brings them over, and tells {@code progress} how many it has seen. */
  void run(LongConsumer progress) {
    seen = 0;
    jobs.forEach(
        page -> {
          byTopic(page).forEach(this::bring);
          seen += page.size();
          progress.accept(seen);
        });
  }

  private boolean isWanted(DelayerJob job) {
    String problem = job.problem(clock.instant());
    if (problem != null && !notes.has(job.name())) {
      leftOut.add(shown(job.topic()), shown(job.id()), problem);
    }
    return problem == null;
  }

  private Map<String, List<DelayerJob>> byTopic(List<DelayerJob> page) {
    Map<String, List<DelayerJob>> topics = new LinkedHashMap<>();
    Instant now = clock.instant();
    for (DelayerJob job : page) {
      if (job.problem(now) == null && !notes.has(job.name())) {
        topics.computeIfAbsent(String.valueOf(job.topic()), topic -> new ArrayList<>()).add(job);
      }
    }
    return topics;
  }

  private void bring(String topic, List<DelayerJob> wanted) {
    int from = 0;
    while (from < wanted.size()) {
      int to = from + 1;
      long bytes = wanted.get(from).size();
      while (to < wanted.size() && bytes + wanted.get(to).size() <= MAX_BATCH_BYTES) {
        bytes += wanted.get(to++).size();
      }
      batch(topic, new ArrayList<>(wanted.subList(from, to)));
      from = to;
    }
  }

  private void batch(String topic, List<DelayerJob> batch) {
    while (!batch.isEmpty()) {
      Instant now = clock.instant();
      List<ObjectNode> messages = new ArrayList<>(batch.size());
      for (DelayerJob job : batch) {
        ObjectNode fields = JSON.createObjectNode();
        job.writeTo(fields, now);
        messages.add(fields);
      }
      Refusal refusal = queues.enqueue(topic, messages);
      if (refusal == null) {
        notes.add(batch.stream().map(DelayerJob::name).toList());
        return;
      }
      DelayerJob refused = batch.remove(refusal.message());
      leftOut.add(shown(topic), shown(refused.id()), refusal.why());
    }
  }

  private static String shown(@Nullable String bytes) {
    return bytes == null ? "no topic" : new String(bytes.getBytes(ISO_8859_1), UTF_8);
  }
}
