package io.posthorn.protocol.rest;

import io.posthorn.access.Route;
import io.posthorn.broker.ErrorCode;
import io.posthorn.message.QueueName;
import java.util.List;

/**
 * Finds the route that a method and path below {@code /v1/} mean. Matched by hand, because the
 * busiest ones are matched for every message.
 */
final class NativePaths {
  private static final String QUEUE = "/v1/queues/";
  private static final String MESSAGE = "messages/";
  private static final String TASK = "tasks/";
  private static final String TOPIC = "/v1/topics/";

  private NativePaths() {}

  /**
   * What {@code method} asks of {@code path}; a {@link ProblemException} when there is no such
   * path, or it has no such method.
   */
  static Call match(String method, String path) {
    if (path.startsWith(QUEUE)) {
      int slash = path.indexOf('/', QUEUE.length());
      int end = slash < 0 ? path.length() : slash;
      QueueName queue = Percent.queueName(path, QUEUE.length(), end);
      return slash < 0
          ? queue(method, queue)
          : inQueue(method, path, queue, path.substring(slash + 1));
    }
    if (path.startsWith(TOPIC)) {
      return topic(method, path);
    }
    return switch (path) {
      case "/v1/queues" -> only("GET", method, Call.of(Route.LIST_QUEUES));
      case "/v1/topics" -> only("GET", method, Call.of(Route.LIST_TOPICS));
      case "/v1/reserve" -> only("POST", method, Call.of(Route.RESERVE_ANY));
      case "/v1/admin/backup" ->
          switch (method) {
            case "POST" -> Call.of(Route.MAKE_BACKUP);
            case "DELETE" -> Call.of(Route.DROP_BACKUP);
            default -> throw notAllowed(method, "POST", "DELETE");
          };
      case "/v1/overview" -> only("GET", method, Call.of(Route.OVERVIEW));
      case "/v1/events" -> only("GET", method, Call.of(Route.EVENTS));
      case "/v1/session" -> only("GET", method, Call.of(Route.SESSION));
      default -> throw noSuchPath(path);
    };
  }

  private static Call queue(String method, QueueName queue) {
    return switch (method) {
      case "PUT" -> Call.of(Route.PUT_QUEUE, queue);
      case "GET" -> Call.of(Route.GET_QUEUE, queue);
      case "PATCH" -> Call.of(Route.PATCH_QUEUE, queue);
      case "DELETE" -> Call.of(Route.DELETE_QUEUE, queue);
      default -> throw notAllowed(method, "GET", "PUT", "PATCH", "DELETE");
    };
  }

  private static Call inQueue(String method, String path, QueueName queue, String rest) {
    if (rest.equals("messages")) {
      return switch (method) {
        case "POST" -> Call.of(Route.ENQUEUE, queue);
        case "GET" -> Call.of(Route.BROWSE, queue);
        default -> throw notAllowed(method, "GET", "POST");
      };
    }
    if (rest.equals("history")) {
      return only("GET", method, Call.of(Route.HISTORY, queue));
    }
    if (rest.startsWith(TASK)) {
      return task(method, path, queue, rest.substring(TASK.length()));
    }
    if (rest.startsWith(MESSAGE) && !rest.equals("messages/batch")) {
      return message(method, path, queue, rest.substring(MESSAGE.length()));
    }
    Route route =
        switch (rest) {
          case "take" -> Route.TAKE;
          case "reserve" -> Route.RESERVE;
          case "settle" -> Route.SETTLE;
          case "messages/batch" -> Route.ENQUEUE_BATCH;
          case "tasks" -> Route.ADD_TASK;
          case "redrive" -> Route.REDRIVE;
          case "pause" -> Route.PAUSE_QUEUE;
          case "resume" -> Route.RESUME_QUEUE;
          case "purge" -> Route.PURGE_QUEUE;
          default -> throw noSuchPath(path);
        };
    return only("POST", method, Call.of(route, queue));
  }

  private static Call message(String method, String path, QueueName queue, String rest) {
    int slash = rest.indexOf('/');
    if (slash < 0) {
      Route route =
          switch (method) {
            case "GET" -> Route.GET_MESSAGE;
            case "DELETE" -> Route.CANCEL_MESSAGE;
            case "PATCH" -> Route.PATCH_MESSAGE;
            default -> throw notAllowed(method, "GET", "PATCH", "DELETE");
          };
      return new Call(route, queue, rest);
    }
    Route route =
        switch (rest.substring(slash + 1)) {
          case "run" -> Route.RUN_MESSAGE;
          case "pause" -> Route.PAUSE_MESSAGE;
          case "resume" -> Route.RESUME_MESSAGE;
          default -> throw noSuchPath(path);
        };
    return only("POST", method, new Call(route, queue, rest.substring(0, slash)));
  }

  /** A key may be any word, that of the batch included. */
  private static Call task(String method, String path, QueueName queue, String rest) {
    boolean batch = rest.equals("batch");
    if (method.equals("PUT")) {
      if (rest.indexOf('/') >= 0) {
        throw noSuchPath(path);
      }
      return new Call(Route.PUT_TASK, queue, rest);
    }
    if (method.equals("POST") && batch) {
      return Call.of(Route.ADD_TASKS, queue);
    }
    if (batch) {
      throw notAllowed(method, "POST", "PUT");
    }
    throw notAllowed(method, "PUT");
  }

  private static Call topic(String method, String path) {
    int slash = path.indexOf('/', TOPIC.length());
    QueueName topic = Percent.queueName(path, TOPIC.length(), slash < 0 ? path.length() : slash);
    if (slash >= 0) {
      if (!path.substring(slash).equals("/messages")) {
        throw noSuchPath(path);
      }
      return only("POST", method, Call.of(Route.PUBLISH, topic));
    }
    return switch (method) {
      case "PUT" -> Call.of(Route.PUT_TOPIC, topic);
      case "GET" -> Call.of(Route.GET_TOPIC, topic);
      case "DELETE" -> Call.of(Route.DELETE_TOPIC, topic);
      default -> throw notAllowed(method, "GET", "PUT", "DELETE");
    };
  }

  private static Call only(String allowed, String method, Call call) {
    if (!method.equals(allowed)) {
      throw notAllowed(method, allowed);
    }
    return call;
  }

  private static ProblemException notAllowed(String method, String... allowed) {
    String detail = "method " + method + " (expected: " + String.join(", ", allowed) + ")";
    return new ProblemException(
        new Problem(ErrorCode.METHOD_NOT_ALLOWED, detail, 0, null, List.of(allowed)));
  }

  static ProblemException noSuchPath(String path) {
    return ProblemException.of(ErrorCode.NOT_FOUND, "There is nothing at '" + path + "'.");
  }
}
