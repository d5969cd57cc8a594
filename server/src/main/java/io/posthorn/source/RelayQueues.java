package io.posthorn.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerException;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.Body;
import io.posthorn.message.Durability;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.MessageState;
import io.posthorn.message.MessageView;
import io.posthorn.message.NewMessage;
import io.posthorn.message.Push;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueMode;
import io.posthorn.message.QueueName;
import io.posthorn.message.Retention;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.StatusSet;
import io.posthorn.storage.Browse;
import io.posthorn.storage.Enqueue;
import io.posthorn.storage.EnqueueResult;
import io.posthorn.storage.QueueInfo;
import io.posthorn.storage.QueueStats;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The queues of one relay: a push queue for each url, and one for the commit record. The record is
 * the number of items that this instance has ever enqueued. It is written by the very enqueue that
 * it counts, so that the two are there or not there together. Methods block; for one thread.
 */
final class RelayQueues {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CONTENT_TYPE = "application/json";
  private static final int NAME_BYTES = 150;
  private static final int HISTORY = 10;
  private static final int MAX_COMMITS = 100;

  private final Broker broker;

  /** Of its queues; null where the engine decides it for all. */
  private final @Nullable Durability durability;

  private final RelayConfig config;
  private final QueueName commits;
  private final Map<QueueName, String> urls;
  private final List<QueueName> names;
  private final int batch;
  private int records;

  /** For {@code instance}; the broker is asked for at most {@code batch} things at once. */
  RelayQueues(Broker broker, RelayConfig config, String instance, int batch) {
    this.broker = broker;
    this.durability = broker.durabilityDecidedBy() == null ? Durability.FLUSHED : null;
    this.config = config;
    this.batch = batch;
    String start = "relay." + cut(config.list()) + ".";
    urls = new HashMap<>();
    names = new ArrayList<>();
    Map<String, Integer> times = new HashMap<>();
    for (String url : config.urls()) {
      int time = times.merge(url, 1, Integer::sum);
      QueueName name = QueueName.ofLatin1(start + digest(url) + (time > 1 ? "." + time : ""));
      urls.put(name, url);
      names.add(name);
    }
    commits = QueueName.ofLatin1(start + digest("commits") + "." + instance);
  }

  /** The push queues, in the order of the urls. */
  List<QueueName> names() {
    return names;
  }

  /** Makes the queues, or gives them the configuration that they should have. */
  void ensure() {
    for (QueueName name : names) {
      ensure(name, push(urls.getOrDefault(name, "")));
    }
    ensure(commits, commitQueue());
  }

  private void ensure(QueueName name, QueueConfig wanted) {
    QueueInfo there = get(broker.createQueue(name, wanted)).queue();
    if (!there.config().equals(wanted)) {
      get(broker.updateQueue(name, wanted, 0));
    }
  }

  /** How many items this instance ever enqueued. */
  long committed() {
    records = (int) Math.min(MAX_COMMITS, unfinished(List.of(commits)));
    var last =
        new Browse(commits, MessageState.READY, Browse.By.SEQUENCE, 0, true, 1, 1 << 10, false);
    for (MessageView record : get(broker.browse(last)).messages()) {
      Body body = record.body();
      if (body != null) {
        return Long.parseLong(new String(body.bytes(), US_ASCII));
      }
    }
    return 0;
  }

  /** How many items may be taken before a url has more than {@code prefetch} to do. */
  int room() {
    return (int) Math.max(0, config.options().prefetch() - unfinished(names));
  }

  /** Of the queues the one that has most. */
  private long unfinished(List<QueueName> queues) {
    long most = 0;
    for (int from = 0; from < queues.size(); from += batch) {
      List<QueueName> some = queues.subList(from, Math.min(queues.size(), from + batch));
      for (Optional<QueueStats> stats : get(broker.stats(some))) {
        most = Math.max(most, stats.map(QueueStats::unfinished).orElse(0L));
      }
    }
    return most;
  }

  /**
   * Stores items for all urls, and that {@code committed} are now: all of it or nothing, or where
   * storage can't do that, the number last; on stable storage when this returns.
   */
  void enqueue(List<Body> items, long committed) {
    List<NewMessage> messages = new ArrayList<>(items.size());
    for (Body item : items) {
      messages.add(new NewMessage(item, CONTENT_TYPE, null, null, null, null, null));
    }
    List<Enqueue> groups = new ArrayList<>();
    names.forEach(name -> groups.add(new Enqueue(name, messages)));
    // The last one: a number that is ahead of the items would have them dropped unsent.
    Body record = Body.of(Long.toString(committed).getBytes(US_ASCII));
    groups.add(new Enqueue(commits, List.of(NewMessage.of(record))));
    for (EnqueueResult result : get(broker.topics().write(groups))) {
      if (result.status() != EnqueueResult.Status.ENQUEUED) {
        throw new BrokerException(
            ErrorCode.UNAVAILABLE, "A queue of the relay refuses its items: " + result.status());
      }
    }
    records++;
    forget();
  }

  /** Removes all records but the last. */
  private void forget() {
    if (records > 1) {
      int most = Math.min(batch, records - 1);
      records -= get(broker.take(commits, most, Duration.ZERO)).messages().size();
    }
  }

  private QueueConfig push(String url) {
    RelayConfig.Options options = config.options();
    var target =
        new HttpTarget(
            url,
            "POST",
            List.of(),
            config.timeout(),
            config.timeout(),
            StatusSet.of(List.of("200")),
            HttpTarget.RetryOn.ALWAYS,
            0,
            List.of());
    var retry = new RetryPolicy(0, Duration.ZERO, options.retryFirst(), longer(options), 2, true);
    return new QueueConfig(
        QueueMode.PUSH,
        durability,
        QueueConfig.MAX_CAPACITY,
        QueueConfig.PUSH.lease(),
        null,
        Retention.NONE,
        Retention.DEAD,
        QueueConfig.PUSH.deduplicationWindow(),
        retry,
        false,
        new Push(target, options.ordered(), options.concurrency(), null, HISTORY),
        RelayDialects.attributes(options));
  }

  private static Duration longer(RelayConfig.Options options) {
    Duration first = options.retryFirst();
    Duration cap = options.retryCap();
    return first.compareTo(cap) > 0 ? first : cap;
  }

  private QueueConfig commitQueue() {
    QueueConfig usual = QueueConfig.PULL;
    return new QueueConfig(
        QueueMode.PULL,
        durability,
        usual.capacity(),
        usual.lease(),
        null,
        Retention.NONE,
        usual.dead(),
        usual.deduplicationWindow(),
        usual.retry(),
        false,
        Push.NONE,
        Map.of());
  }

  /** As much of a list's name as a queue's has room for, a char per byte. */
  private static String cut(String list) {
    String latin1 = new String(list.getBytes(UTF_8), ISO_8859_1);
    return latin1.length() <= NAME_BYTES ? latin1 : latin1.substring(0, NAME_BYTES);
  }

  /** Tells lists of several servers apart, too. */
  private String digest(String what) {
    String all = config.address() + '\n' + config.list() + '\n' + what;
    try {
      byte[] sha = MessageDigest.getInstance("SHA-256").digest(all.getBytes(UTF_8));
      return HexFormat.of().formatHex(sha, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T get(CompletableFuture<T> future) {
    @Nullable Throwable cause;
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      cause = e.getCause();
    } catch (TimeoutException e) {
      cause = new BrokerException(ErrorCode.UNAVAILABLE, "Storage does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cause = e;
    }
    throw cause instanceof BrokerException known
        ? known
        : new BrokerException(ErrorCode.UNAVAILABLE, String.valueOf(cause), cause);
  }
}
