package io.posthorn.protocol.htq;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.http.Multipart;
import io.posthorn.message.Body;
import io.posthorn.message.FirstRun;
import io.posthorn.message.Header;
import io.posthorn.message.HttpMethods;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.Repeat;
import io.posthorn.message.TargetUrl;
import io.posthorn.message.Task;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task as addTask's fields say it. Its request is made up once, so that every attempt at it is
 * alike.
 *
 * @param url with the data in its query where the method has no body
 * @param method upper case
 * @param headers the user's, and what the original adds
 * @param contentType of {@code body}; null = there is none
 * @param body the data as a form
 * @param executeTime when it is to run; null = now
 * @param moved where it comes from; null = it is new
 */
record HtqTask(
    String url,
    String method,
    List<Header> headers,
    @Nullable String contentType,
    Body body,
    @Nullable Instant executeTime,
    @Nullable MovedTask moved) {
  /**
   * Reads the fields.
   *
   * @throws IllegalArgumentException when one of them can't be used
   */
  static HtqTask read(HtqFields fields, HtqOptions options) {
    String url = fields.get("url");
    if (url == null) {
      throw new IllegalArgumentException("url: missing");
    }
    String given = fields.get("method");
    String method = HttpMethods.parse(given == null ? "GET" : given);
    Map<String, String> data = fields.entries("data");
    List<Header> headers = headers(fields.entries("header"));
    Instant executeTime = ExecuteTime.parse(fields.get("execute_time"), options.zone());
    MovedTask moved = MovedTask.read(fields);
    if (method.equals("GET") || method.equals("HEAD")) {
      String whole = withQuery(url, data);
      TargetUrl.parse(whole);
      return new HtqTask(whole, method, headers, null, Body.EMPTY, executeTime, moved);
    }
    TargetUrl.parse(url);
    Multipart form = Multipart.of(data, options.random());
    return new HtqTask(url, method, headers, form.contentType(), form.body(), executeTime, moved);
  }

  /** As a message for {@code queue}, added at {@code now}. */
  NewMessage message(QueueConfig queue, Instant now) {
    Repeat repeat = HtqQueue.repeat(queue);
    Map<String, String> attributes =
        moved == null || repeat == null ? Map.of() : FirstRun.attributes(moved.runs(), moved.due());
    Task task = new Task(url, method, headers, null, null, null, repeat, false, null, attributes);
    return moved == null
        ? new NewMessage(body, contentType, null, visibleAt(now), null, null, null, task)
        : new NewMessage(body, contentType, null, moved.due(), null, moved.id(), moved.id(), task);
  }

  /** Null = at once: times are whole seconds, and this one belongs to now. */
  private @Nullable Instant visibleAt(Instant now) {
    if (executeTime == null || executeTime.equals(now.truncatedTo(ChronoUnit.SECONDS))) {
      return null;
    }
    return executeTime.isBefore(Instant.EPOCH) ? Instant.EPOCH : executeTime;
  }

  private static List<Header> headers(Map<String, String> given) {
    List<Header> headers = new ArrayList<>();
    given.forEach((name, value) -> headers.add(new Header(name, value).requireSettable()));
    if (headers.stream().noneMatch(header -> header.is("Accept"))) {
      headers.add(new Header("Accept", "*/*"));
    }
    return headers;
  }

  private static String withQuery(String url, Map<String, String> data) {
    if (data.isEmpty()) {
      return url;
    }
    int hash = url.indexOf('#');
    String base = hash < 0 ? url : url.substring(0, hash);
    var whole = new StringBuilder(base);
    char separator = base.indexOf('?') < 0 ? '?' : '&';
    for (Map.Entry<String, String> field : data.entrySet()) {
      whole
          .append(separator)
          .append(URLEncoder.encode(field.getKey(), UTF_8))
          .append('=')
          .append(URLEncoder.encode(field.getValue(), UTF_8));
      separator = '&';
    }
    return whole.toString();
  }
}
