package io.posthorn.delivery;

import io.posthorn.message.HttpTarget;
import io.posthorn.message.Message;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.SigningSecret;
import io.posthorn.message.StatusSet;
import io.posthorn.message.TargetUrl;
import io.posthorn.message.Task;
import io.posthorn.storage.QueueInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a push queue delivers, worked out once for each version of its configuration.
 *
 * @param info the queue as it was then
 * @param url its own target; null = every message brings its own
 * @param origin of {@code url}; null = it has none
 * @param queueHeader its name as a header may carry it
 */
record Route(QueueInfo info, @Nullable TargetUrl url, @Nullable String origin, String queueHeader) {
  /** What a lease has beyond the call's own time. */
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(10);

  static Route of(QueueInfo info) {
    TargetUrl url = read(info.config().push().target().url());
    return new Route(info, url, url == null ? null : url.origin(), asciiName(info.name().latin1()));
  }

  /** Whether it still holds for {@code now}. */
  boolean isOf(QueueInfo now) {
    return info.version() == now.version() && info.incarnation() == now.incarnation();
  }

  QueueConfig config() {
    return info.config();
  }

  HttpTarget target() {
    return info.config().push().target();
  }

  /** Whether {@code message} has anywhere to go; its queue's url may have been taken away. */
  boolean reaches(Message message) {
    Task task = message.task();
    return url != null || (task != null && task.url() != null);
  }

  /**
   * Where {@code message} goes.
   *
   * @throws IllegalArgumentException when that is nowhere
   */
  TargetUrl urlOf(Message message) {
    Task task = message.task();
    String own = task == null ? null : task.url();
    if (own != null) {
      return TargetUrl.parse(own);
    }
    if (url == null) {
      throw new IllegalArgumentException("url: none (expected: one of the message or its queue)");
    }
    return url;
  }

  /** How long a call of {@code message} may take from the request's first byte. */
  Duration timeoutOf(Message message) {
    Task task = message.task();
    return task == null || task.timeout() == null ? target().timeout() : task.timeout();
  }

  /** What judges the answer to {@code message}. */
  SettlePolicy policyOf(Message message) {
    Task task = message.task();
    StatusSet success = task == null ? null : task.success();
    return new SettlePolicy(
        success == null ? target().success() : success,
        target().retryOn(),
        info.config().retryOf(task));
  }

  /** The lease of a reserve; a task with a longer time-out has its own extended. */
  Duration lease() {
    return target().connectTimeout().plus(target().timeout()).plus(LEASE_MARGIN);
  }

  /** The lease that a call of {@code message} needs. */
  Duration leaseOf(Message message) {
    return target().connectTimeout().plus(timeoutOf(message)).plus(LEASE_MARGIN);
  }

  /** What requests are signed with at {@code wall}. */
  List<byte[]> keysAt(Instant wall) {
    List<SigningSecret> secrets = target().secrets();
    return secrets.isEmpty()
        ? List.of()
        : secrets.stream()
            .filter(secret -> secret.isValidAt(wall))
            .map(SigningSecret::key)
            .toList();
  }

  /** Urls are checked at the door: one that can't be read any more counts as none. */
  private static @Nullable TargetUrl read(@Nullable String url) {
    try {
      return url == null ? null : TargetUrl.parse(url);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String asciiName(String latin1) {
    StringBuilder encoded = null;
    for (int i = 0; i < latin1.length(); i++) {
      char c = latin1.charAt(i);
      boolean plain = c > ' ' && c < 0x7f && c != '%';
      if (!plain && encoded == null) {
        encoded = new StringBuilder(latin1.length() + 16).append(latin1, 0, i);
      }
      if (encoded != null) {
        if (plain) {
          encoded.append(c);
        } else {
          encoded.append('%').append(hex(c >> 4)).append(hex(c & 15));
        }
      }
    }
    return encoded == null ? latin1 : encoded.toString();
  }

  private static char hex(int digit) {
    return Character.toUpperCase(Character.forDigit(digit, 16));
  }
}
