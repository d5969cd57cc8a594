package io.posthorn.protocol.rest;

import io.posthorn.broker.Broker;
import io.posthorn.broker.BrokerLimits;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import io.posthorn.http.Protocol;
import io.posthorn.http.Refusal;
import io.posthorn.http.Reply;
import io.posthorn.message.QueueName;
import java.time.InstantSource;
import java.util.List;

/**
 * The native API, version 1: everything below {@code /v1/}. Specified in {@code
 * docs/protocol-rest.md}. Routes are matched by hand, because the busiest ones are matched for
 * every message.
 */
public final class NativeApi implements Protocol {
  private static final String QUEUES = "/v1/queues";
  private static final String QUEUE = "/v1/queues/";
  private static final String MESSAGE = "messages/";
  private static final String TASK = "tasks/";
  private static final String TOPICS = "/v1/topics";
  private static final String TOPIC = "/v1/topics/";

  private final EnqueueRoutes enqueue;
  private final TaskRoutes tasks;
  private final TopicRoutes topics;
  private final HandOutRoutes handOut;
  private final MessageRoutes messages;
  private final RedriveRoute redrive;
  private final QueueRoutes queues;
  private final BackupRoutes backups;

  /** Serves {@code broker}, without backups; {@code clock} is its engine's. */
  public NativeApi(Broker broker, BrokerLimits limits, InstantSource clock) {
    this(broker, limits, clock, StoreCopies.none("This server keeps nothing to copy."));
  }

  /** Serves {@code broker}; {@code clock} is its engine's. */
  public NativeApi(Broker broker, BrokerLimits limits, InstantSource clock, StoreCopies copies) {
    enqueue = new EnqueueRoutes(broker, limits, clock);
    tasks = new TaskRoutes(broker, limits, clock);
    topics = new TopicRoutes(broker, limits, enqueue);
    handOut = new HandOutRoutes(broker, limits);
    messages = new MessageRoutes(broker, limits, clock);
    redrive = new RedriveRoute(broker, limits);
    queues = new QueueRoutes(broker, limits, clock);
    backups = new BackupRoutes(copies);
  }

  @Override
  public void handle(Exchange exchange) {
    try {
      route(exchange, exchange.path());
    } catch (RuntimeException e) {
      exchange.reply(ErrorMapper.reply(e));
    }
  }

  @Override
  public Reply refuse(Exchange exchange, Refusal refusal) {
    return ErrorMapper.reply(ErrorMapper.problem(refusal));
  }

  private void route(Exchange exchange, String path) {
    if (path.startsWith(QUEUE)) {
      int slash = path.indexOf('/', QUEUE.length());
      int end = slash < 0 ? path.length() : slash;
      QueueName queue = Percent.queueName(path, QUEUE.length(), end);
      if (slash < 0) {
        queue(exchange, queue);
      } else {
        inQueue(exchange, queue, path.substring(slash + 1));
      }
      return;
    }
    if (path.startsWith(TOPIC)) {
      topic(exchange, path);
      return;
    }
    switch (path) {
      case TOPICS -> {
        allow(exchange, "GET");
        topics.list(exchange);
      }
      case QUEUES -> {
        allow(exchange, "GET");
        queues.list(exchange);
      }
      case "/v1/admin/backup" -> {
        switch (exchange.method()) {
          case "POST" -> backups.make(exchange);
          case "DELETE" -> backups.drop(exchange);
          default -> throw notAllowed(exchange, "POST", "DELETE");
        }
      }
      case "/v1/reserve" -> {
        allow(exchange, "POST");
        handOut.reserveAny(exchange);
      }
      default -> throw noSuchPath(path);
    }
  }

  private void queue(Exchange exchange, QueueName queue) {
    switch (exchange.method()) {
      case "PUT" -> queues.put(exchange, queue);
      case "GET" -> queues.get(exchange, queue);
      case "PATCH" -> queues.patch(exchange, queue);
      case "DELETE" -> queues.delete(exchange, queue);
      default -> throw notAllowed(exchange, "GET", "PUT", "PATCH", "DELETE");
    }
  }

  private void inQueue(Exchange exchange, QueueName queue, String rest) {
    if (rest.equals("messages")) {
      switch (exchange.method()) {
        case "POST" -> enqueue.single(exchange, queue);
        case "GET" -> messages.browse(exchange, queue);
        default -> throw notAllowed(exchange, "GET", "POST");
      }
      return;
    }
    if (rest.startsWith(TASK)) {
      task(exchange, queue, rest.substring(TASK.length()));
      return;
    }
    if (rest.startsWith(MESSAGE) && !rest.equals("messages/batch")) {
      message(exchange, queue, rest.substring(MESSAGE.length()));
      return;
    }
    switch (rest) {
      case "tasks",
          "take",
          "reserve",
          "settle",
          "messages/batch",
          "redrive",
          "pause",
          "resume",
          "purge" ->
          allow(exchange, "POST");
      default -> throw noSuchPath(exchange.path());
    }
    switch (rest) {
      case "tasks" -> tasks.single(exchange, queue);
      case "take" -> handOut.take(exchange, queue);
      case "reserve" -> handOut.reserve(exchange, queue);
      case "settle" -> handOut.settle(exchange, queue);
      case "messages/batch" -> enqueue.batch(exchange, queue);
      case "redrive" -> redrive.redrive(exchange, queue);
      case "purge" -> queues.purge(exchange, queue);
      default -> queues.pause(exchange, queue, rest.equals("pause"));
    }
  }

  private void message(Exchange exchange, QueueName queue, String rest) {
    int slash = rest.indexOf('/');
    if (slash < 0) {
      switch (exchange.method()) {
        case "GET" -> messages.get(exchange, queue, rest);
        case "DELETE" -> messages.cancel(exchange, queue, rest);
        case "PATCH" -> messages.patch(exchange, queue, rest);
        default -> throw notAllowed(exchange, "GET", "PATCH", "DELETE");
      }
      return;
    }
    String id = rest.substring(0, slash);
    switch (rest.substring(slash + 1)) {
      case "run", "pause", "resume" -> allow(exchange, "POST");
      default -> throw noSuchPath(exchange.path());
    }
    switch (rest.substring(slash + 1)) {
      case "run" -> messages.run(exchange, queue, id);
      case "pause" -> messages.pause(exchange, queue, id, true);
      default -> messages.pause(exchange, queue, id, false);
    }
  }

  /** A key may be any word, that of the batch included. */
  private void task(Exchange exchange, QueueName queue, String rest) {
    boolean batch = rest.equals("batch");
    switch (exchange.method()) {
      case "PUT" -> {
        if (rest.indexOf('/') >= 0) {
          throw noSuchPath(exchange.path());
        }
        tasks.put(exchange, queue, rest);
      }
      case "POST" -> {
        if (!batch) {
          throw notAllowed(exchange, "PUT");
        }
        tasks.batch(exchange, queue);
      }
      default -> {
        if (batch) {
          throw notAllowed(exchange, "POST", "PUT");
        }
        throw notAllowed(exchange, "PUT");
      }
    }
  }

  private void topic(Exchange exchange, String path) {
    int slash = path.indexOf('/', TOPIC.length());
    QueueName topic = Percent.queueName(path, TOPIC.length(), slash < 0 ? path.length() : slash);
    if (slash >= 0) {
      if (!path.substring(slash).equals("/messages")) {
        throw noSuchPath(path);
      }
      allow(exchange, "POST");
      topics.publish(exchange, topic);
      return;
    }
    switch (exchange.method()) {
      case "PUT" -> topics.put(exchange, topic);
      case "GET" -> topics.get(exchange, topic);
      case "DELETE" -> topics.delete(exchange, topic);
      default -> throw notAllowed(exchange, "GET", "PUT", "DELETE");
    }
  }

  private static void allow(Exchange exchange, String method) {
    if (!exchange.method().equals(method)) {
      throw notAllowed(exchange, method);
    }
  }

  private static ProblemException notAllowed(Exchange exchange, String... allowed) {
    String detail =
        "method " + exchange.method() + " (expected: " + String.join(", ", allowed) + ")";
    return new ProblemException(
        new Problem(ErrorCode.METHOD_NOT_ALLOWED, detail, 0, null, List.of(allowed)));
  }

  private static ProblemException noSuchPath(String path) {
    return ProblemException.of(ErrorCode.NOT_FOUND, "There is nothing at '" + path + "'.");
  }
}
