package io.posthorn.broker;

import static io.posthorn.message.Durations.format;

import io.posthorn.message.Callback;
import io.posthorn.message.Header;
import io.posthorn.message.HttpMethods;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.Push;
import io.posthorn.message.Repeat;
import io.posthorn.message.RetryPolicy;
import io.posthorn.message.TargetUrl;
import io.posthorn.message.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what queues and tasks say about calls to the limits. Whom a call may reach is decided when
 * it is made, not here.
 */
final class TaskChecks {
  /** Longest wait for a connection, or for an answer. */
  static final Duration MAX_TIMEOUT = Duration.ofHours(1);

  /** Bytes of all headers of a target or a task. */
  static final int MAX_HEADER_BYTES = 64 << 10;

  /** Most redirects that are followed. */
  static final int MAX_REDIRECTS = 20;

  /** Longest cron expression, in characters. */
  static final int MAX_CRON = 256;

  private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

  private final BrokerLimits limits;

  TaskChecks(BrokerLimits limits) {
    this.limits = limits;
  }

  void task(Task task) {
    url("url", task.url());
    method("method", task.method());
    headers("headers", task.headers());
    timeout("timeout", task.timeout());
    if (task.retry() != null) {
      retry(task.retry());
    }
    if (task.repeat() != null) {
      repeat(task.repeat());
    }
    Callback callback = task.callback();
    if (callback != null) {
      url("callback.url", callback.url());
    }
    attributes(task.attributes());
  }

  void push(Push push) {
    HttpTarget target = push.target();
    url("target.url", target.url());
    method("target.method", target.method());
    headers("target.headers", target.headers());
    timeout("target.connectTimeout", target.connectTimeout());
    timeout("target.timeout", target.timeout());
    if (target.redirects() < 0 || target.redirects() > MAX_REDIRECTS) {
      throw beyond(
          "target.redirects", target.redirects() + " (expected: 0 to " + MAX_REDIRECTS + ")");
    }
    if (target.secrets().size() > BrokerLimits.MAX_SECRETS) {
      throw beyond(
          "target.secrets",
          target.secrets().size() + " (expected: at most " + BrokerLimits.MAX_SECRETS + ")");
    }
  }

  void retry(RetryPolicy retry) {
    between("retry.first", retry.first(), Duration.ZERO, limits.delay());
    between("retry.cap", retry.cap(), Duration.ZERO, limits.delay());
    between("retry.maxAge", retry.maxAge(), Duration.ZERO, limits.delay());
  }

  void attributes(Map<String, String> attributes) {
    long bytes = 0;
    for (Map.Entry<String, String> one : attributes.entrySet()) {
      bytes += utf8(one.getKey()) + utf8(one.getValue());
    }
    if (bytes > Checks.MAX_ATTRIBUTE_BYTES) {
      throw beyond(
          "attributes", bytes + " bytes (expected: at most " + Checks.MAX_ATTRIBUTE_BYTES + ")");
    }
  }

  private void repeat(Repeat repeat) {
    if (repeat instanceof Repeat.Every every) {
      between("repeat.every", every.interval(), Duration.ofSeconds(1), limits.delay());
    } else if (repeat instanceof Repeat.Adaptive adaptive) {
      between("repeat.adaptive.step", adaptive.step(), Duration.ofSeconds(1), limits.delay());
      between("repeat.adaptive.max", adaptive.max(), Duration.ZERO, limits.delay());
    } else if (repeat instanceof Repeat.Cron cron && cron.expression().length() > MAX_CRON) {
      throw beyond(
          "repeat.cron",
          cron.expression().length() + " characters (expected: at most " + MAX_CRON + ")");
    }
  }

  private static void url(String field, @Nullable String url) {
    if (url == null) {
      return;
    }
    try {
      TargetUrl.parse(url);
    } catch (IllegalArgumentException e) {
      String sentence = field.substring(0, field.lastIndexOf('.') + 1) + e.getMessage();
      boolean tooLong = url.length() * 3L > HttpTarget.MAX_URL && utf8(url) > HttpTarget.MAX_URL;
      throw BrokerException.of(
          tooLong ? ErrorCode.LIMIT_EXCEEDED : ErrorCode.BAD_REQUEST, field, sentence);
    }
  }

  private static void method(String field, @Nullable String method) {
    if (method != null && !HttpMethods.ALL.contains(method)) {
      throw BrokerException.of(
          ErrorCode.BAD_REQUEST,
          field,
          field + ": '" + method + "' (expected: one of " + HttpMethods.ALL + ")");
    }
  }

  private static void headers(String field, List<Header> headers) {
    if (headers.size() > BrokerLimits.MAX_HEADERS) {
      throw beyond(field, headers.size() + " (expected: at most " + BrokerLimits.MAX_HEADERS + ")");
    }
    long bytes = 0;
    for (Header header : headers) {
      bytes += header.name().length() + utf8(header.value());
      try {
        header.requireSettable();
      } catch (IllegalArgumentException e) {
        throw BrokerException.of(
            ErrorCode.BAD_REQUEST, field + "." + header.name(), field + ": " + e.getMessage());
      }
    }
    if (bytes > MAX_HEADER_BYTES) {
      throw beyond(field, bytes + " bytes (expected: at most " + MAX_HEADER_BYTES + ")");
    }
  }

  private static void timeout(String field, @Nullable Duration timeout) {
    if (timeout != null) {
      between(field, timeout, MIN_TIMEOUT, MAX_TIMEOUT);
    }
  }

  private static void between(String field, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0) {
      throw BrokerException.of(
          ErrorCode.BAD_REQUEST,
          field,
          field + ": " + format(value) + " (expected: at least " + format(least) + ")");
    }
    if (value.compareTo(most) > 0) {
      throw beyond(field, format(value) + " (expected: at most " + format(most) + ")");
    }
  }

  private static int utf8(String value) {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }

  private static BrokerException beyond(String field, String sentence) {
    return BrokerException.of(ErrorCode.LIMIT_EXCEEDED, field, field + ": " + sentence);
  }
}
