package io.posthorn.cli.importing;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.redis.RedisReader;
import io.posthorn.redis.RedisReader.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes over what an HTQ has in Redis: queues, tasks of both forms, counters. Only looks at Redis.
 * What was brought over is noted, so that it comes once however often this is begun.
 */
final class HtqImport {
  private static final int PAGE = 64;

  /** Codes that are about a task alone; after any other the rest would be refused, too. */
  private static final Set<String> OF_A_TASK =
      Set.of("bad-request", "limit-exceeded", "body-too-large");

  private final RedisReader redis;
  private final String prefix;
  private final HtqApi api;
  private final Notes notes;
  private final LeftOut leftOut;

  /**
   * What a queue has.
   *
   * @param tasks how many there are
   * @param counted how many of them have run
   * @param done how many were brought over before
   */
  record Found(long tasks, long counted, long done) {}

  HtqImport(RedisReader redis, String prefix, HtqApi api, Notes notes, LeftOut leftOut) {
    this.redis = redis;
    this.prefix = prefix;
    this.api = api;
    this.notes = notes;
    this.leftOut = leftOut;
  }

  /** The queues by their names. */
  List<HtqQueue> queues() {
    List<HtqQueue> queues = new ArrayList<>();
    new TreeMap<>(redis.hash(prefix + "queue_list"))
        .forEach((key, attribute) -> queues.add(HtqQueue.read(key, prefix, attribute)));
    return queues;
  }

  /**
   * Whether the new server has the queue.
   *
   * @param attribute what it has of that name; null = nothing
   * @throws ImportException when that is another one
   */
  boolean isThere(HtqQueue queue, @Nullable JsonNode attribute) {
    if (attribute != null && !attribute.equals(queue.attribute())) {
      throw new ImportException(
          "the new server has " + queue.name() + " " + attribute + " (expected: " + queue + ")");
    }
    return attribute != null;
  }

  /** Looks at all tasks of {@code queue}, and says which can't be brought over. */
  Found look(HtqQueue queue) {
    long tasks = 0;
    long counted = 0;
    long done = 0;
    List<HtqEntry> page;
    do {
      page = page(queue, tasks);
      for (HtqEntry entry : page) {
        counted += entry.runs() > 0 ? 1 : 0;
        String problem = entry.problem();
        if (notes.has(id(queue, entry))) {
          done++;
        } else if (problem != null) {
          leftOut.add(queue.name(), entry.member(), problem);
        }
      }
      tasks += page.size();
    } while (page.size() == PAGE);
    return new Found(tasks, counted, done);
  }

  /** Brings the tasks of {@code queue} over, and tells {@code progress} how many it has seen. */
  void run(HtqQueue queue, LongConsumer progress) {
    long seen = 0;
    List<HtqEntry> page;
    do {
      page = page(queue, seen);
      bring(
          queue,
          page.stream()
              .filter(entry -> entry.problem() == null && !notes.has(id(queue, entry)))
              .toList());
      seen += page.size();
      progress.accept(seen);
    } while (page.size() == PAGE);
  }

  private void bring(HtqQueue queue, List<HtqEntry> entries) {
    List<String> ids = entries.stream().map(entry -> id(queue, entry)).toList();
    List<JsonNode> answers = api.add(queue, entries, ids);
    List<String> stored = new ArrayList<>();
    String trouble = null;
    for (int i = 0; i < answers.size(); i++) {
      JsonNode answer = answers.get(i);
      String code = answer.path("code").asText();
      if (answer.path("error_code").asInt(-1) == 0) {
        stored.add(ids.get(i));
      } else if (OF_A_TASK.contains(code)) {
        leftOut.add(queue.name(), entries.get(i).member(), "the new server says " + code);
      } else {
        trouble = answer.toString();
      }
    }
    // Also those that came before the trouble, or between.
    if (!stored.isEmpty()) {
      notes.add(stored);
    }
    if (trouble != null) {
      throw new ImportException(
          "the new server refuses tasks of '" + queue.name() + "': " + trouble);
    }
  }

  private List<HtqEntry> page(HtqQueue queue, long from) {
    List<Scored> members = redis.ranked(queue.key(), from, PAGE);
    List<HtqEntry> entries = members.stream().map(HtqEntry::read).toList();
    if (!queue.isVariable()) {
      return entries;
    }
    List<@Nullable String> counters =
        redis.values(queue.counters(), entries.stream().map(HtqEntry::counter).toList());
    List<HtqEntry> counted = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      counted.add(entries.get(i).withRuns(counters.get(i)));
    }
    return counted;
  }

  private static String id(HtqQueue queue, HtqEntry entry) {
    return Notes.id("htq", queue.key(), entry.member());
  }
}
