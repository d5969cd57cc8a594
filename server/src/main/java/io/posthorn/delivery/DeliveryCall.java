package io.posthorn.delivery;

import io.posthorn.delivery.call.Call;
import io.posthorn.message.Delivery;
import io.posthorn.message.Header;
import io.posthorn.message.HttpTarget;
import io.posthorn.message.Message;
import io.posthorn.message.Run;
import io.posthorn.message.TargetUrl;
import io.posthorn.message.Task;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes the request of a delivery from the message and its queue's target. */
final class DeliveryCall {
  /** Methods whose requests have no content unless the message does. */
  private static final Set<String> BARE = Set.of("GET", "HEAD", "DELETE");

  /** What every request says of itself, under names that are nobody else's. */
  private static final String OWN_PREFIX = "Posthorn-";

  private static final int NANOS_PER_MILLI = 1_000_000;

  private DeliveryCall() {}

  /**
   * The call that delivers to {@code url}.
   *
   * @param wall now, on the wall clock; signed with the request
   */
  static Call of(Route route, TargetUrl url, Delivery delivery, Instant wall) {
    HttpTarget target = route.target();
    Message message = delivery.message();
    Task task = message.task() == null ? Task.NONE : message.task();
    String method = task.method() == null ? target.method() : task.method();
    var headers = new ArrayList<Header>(12);
    if (url.origin().equals(route.origin())) {
      addOthers(headers, target.headers(), task.headers());
    }
    headers.addAll(task.headers());
    headers.removeIf(header -> isOwn(header.name()));
    String contentType = message.contentType();
    boolean bare = message.body().size() == 0 && BARE.contains(method);
    if (contentType != null && !bare && !has(headers, "Content-Type")) {
      headers.add(new Header("Content-Type", contentType));
    }
    Tracing.add(headers, message, route.queueHeader());
    String id = message.id().toString();
    headers.add(new Header("Posthorn-Queue", route.queueHeader()));
    headers.add(new Header("Posthorn-Message-Id", id));
    headers.add(new Header("Posthorn-Attempt", Integer.toString(delivery.attempt())));
    headers.add(new Header("Posthorn-Scheduled-At", rfc3339(message.scheduledAt())));
    String webhookId = webhookId(message, id);
    headers.add(new Header(Signatures.ID_HEADER, webhookId));
    headers.add(new Header(Signatures.TIMESTAMP_HEADER, Long.toString(wall.getEpochSecond())));
    List<byte[]> keys = route.keysAt(wall);
    if (!keys.isEmpty()) {
      byte[] body = message.body().bytes();
      headers.add(
          new Header(Signatures.SIGNATURE_HEADER, Signatures.sign(webhookId, wall, body, keys)));
    }
    return new Call(
        url,
        method,
        headers,
        message.body(),
        target.connectTimeout(),
        route.timeoutOf(message),
        target.redirects());
  }

  /**
   * By what receivers recognise a delivery that came before: the message's id, and of a repeating
   * task the run's instant too, so that retries of a run look alike and two runs do not.
   */
  static String webhookId(Message message, String id) {
    Run run = message.run();
    return run == null ? id : id + '-' + Long.toHexString(run.scheduledAt().toEpochMilli());
  }

  /**
   * {@code instant} in milliseconds, as headers and outcomes carry it. By hand, because every
   * request has one and a formatter is far slower.
   */
  static String rfc3339(Instant instant) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    var text = new StringBuilder(24);
    digits(text, time.getYear(), 4).append('-');
    digits(text, time.getMonthValue(), 2).append('-');
    digits(text, time.getDayOfMonth(), 2).append('T');
    digits(text, time.getHour(), 2).append(':');
    digits(text, time.getMinute(), 2).append(':');
    digits(text, time.getSecond(), 2).append('.');
    return digits(text, instant.getNano() / NANOS_PER_MILLI, 3).append('Z').toString();
  }

  private static StringBuilder digits(StringBuilder text, int number, int least) {
    for (int bound = 10, n = 1; n < least; n++, bound *= 10) {
      if (number < bound) {
        text.append('0');
      }
    }
    return text.append(number);
  }

  /** Also where it is not signed: a signature of somebody else's would be of another id. */
  private static boolean isOwn(String name) {
    return name.regionMatches(true, 0, OWN_PREFIX, 0, OWN_PREFIX.length())
        || name.equalsIgnoreCase(Signatures.ID_HEADER)
        || name.equalsIgnoreCase(Signatures.TIMESTAMP_HEADER)
        || name.equalsIgnoreCase(Signatures.SIGNATURE_HEADER);
  }

  private static void addOthers(List<Header> headers, List<Header> queue, List<Header> task) {
    for (Header header : queue) {
      if (!has(task, header.name())) {
        headers.add(header);
      }
    }
  }

  private static boolean has(List<Header> headers, String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }
}
