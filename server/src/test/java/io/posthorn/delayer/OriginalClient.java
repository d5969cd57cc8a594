package io.posthorn.delayer;

import io.posthorn.redis.RedisServer;
import io.posthorn.redis.Resp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The commands of Delayer's Go and PHP clients, in their order, with the replies as they came. Both
 * send the same; they differ in how they connect.
 */
final class OriginalClient implements AutoCloseable {
  private final Resp resp;
  private final String prefix;
  private final String job;

  private OriginalClient(Resp resp, String prefix, String job) {
    this.resp = resp;
    this.prefix = prefix;
    this.job = job;
  }

  /** As both connect to a server without a password. */
  static OriginalClient connect(RedisServer server) {
    return connect(server, "delayer:", "job");
  }

  static OriginalClient connect(RedisServer server, String prefix, String job) {
    OriginalClient client = new OriginalClient(server.connect(), prefix, job);
    client.expect("+OK", "SELECT", "0");
    return client;
  }

  /** As both connect to a server with one. */
  static OriginalClient connect(RedisServer server, String password, int database) {
    OriginalClient client = new OriginalClient(server.connect(), "delayer:", "job");
    client.expect("+OK", "AUTH", password);
    client.expect("+OK", "SELECT", Integer.toString(database));
    return client;
  }

  /** Pushes a job for {@code due}, a unix second; answers the reply to EXEC. */
  String push(String id, String topic, String body, long due) {
    expect("+OK", "MULTI");
    expect("+QUEUED", "HMSET", bucket(id), "topic", topic, "body", body);
    expect("+QUEUED", "EXPIRE", bucket(id), "604800");
    expect("+QUEUED", "ZADD", pool(), Long.toString(due), id);
    return resp.call("EXEC");
  }

  /** Pops an id; answers the replies to RPOP, and unless it is null to HGETALL and DEL. */
  List<String> pop(String topic) {
    String id = resp.call("RPOP", ready(topic));
    return id.equals("$nil") ? List.of(id) : details(id, id.substring(1));
  }

  /** As {@link #pop}, waiting for {@code seconds}. */
  List<String> blockingPop(String topic, int seconds) {
    String pair = resp.call("BRPOP", ready(topic), Integer.toString(seconds));
    if (pair.equals("*nil")) {
      return List.of(pair);
    }
    String id = pair.substring(pair.indexOf(", $") + 3, pair.length() - 1);
    return details(pair, id);
  }

  /** Removes a job; answers the reply to EXEC. */
  String remove(String id) {
    expect("+OK", "MULTI");
    expect("+QUEUED", "ZREM", pool(), id);
    expect("+QUEUED", "DEL", bucket(id));
    return resp.call("EXEC");
  }

  /** Any command. */
  String call(String... command) {
    return resp.call(command);
  }

  String pool() {
    return prefix + job + "_pool";
  }

  String bucket(String id) {
    return prefix + job + "_bucket:" + id;
  }

  String ready(String topic) {
    return prefix + "ready_queue:" + topic;
  }

  int count(String topic) {
    return Integer.parseInt(resp.call("LLEN", ready(topic)).substring(1));
  }

  int pooled() {
    return Integer.parseInt(resp.call("ZCARD", pool()).substring(1));
  }

  /** A ready queue's ids, the next one first. */
  List<String> ids(String topic) {
    String ids = resp.call("LRANGE", ready(topic), "0", "-1");
    if (ids.equals("[]")) {
      return List.of();
    }
    List<String> reversed =
        new ArrayList<>(List.of(ids.substring(2, ids.length() - 1).split(", \\$", -1)));
    Collections.reverse(reversed);
    return reversed;
  }

  /** Makes jobs 1 to {@code count} of {@code topics} topics, all due since long ago. */
  void fill(int count, int topics) {
    for (int from = 1; from <= count; from += 10_000) {
      String reply =
          resp.call(
              "EVAL",
              """
              for i = ARGV[1], ARGV[2] do
                redis.call('HMSET', KEYS[2] .. i, 'topic', 't' .. i % ARGV[3], 'body', i)
                redis.call('ZADD', KEYS[1], 1000 + i, i)
              end
              return 'done'
              """,
              "2",
              pool(),
              bucket(""),
              "" + from,
              "" + Math.min(count, from + 9_999),
              "" + topics);
      if (!reply.equals("$done")) {
        throw new IllegalStateException(reply);
      }
    }
  }

  static long now() {
    return Instant.now().getEpochSecond();
  }

  @Override
  public void close() {
    resp.close();
  }

  private List<String> details(String first, String id) {
    return List.of(first, resp.call("HGETALL", bucket(id)), resp.call("DEL", bucket(id)));
  }

  private void expect(String reply, String... command) {
    String got = resp.call(command);
    if (!got.equals(reply)) {
      throw new AssertionError(String.join(" ", command) + ": " + got);
    }
  }
}
