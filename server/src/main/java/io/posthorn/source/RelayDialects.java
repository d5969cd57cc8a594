package io.posthorn.source;

import io.posthorn.delivery.Dialect;
import io.posthorn.delivery.call.Call;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.delivery.call.RequestStyle;
import io.posthorn.message.Body;
import io.posthorn.message.Header;
import io.posthorn.message.Message;
import io.posthorn.message.QueueName;
import io.posthorn.storage.QueueInfo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has the queues of relays deliver as async-http-post does: their messages are items, posted as
 * forms. Which queues are such, and how they post, is among their attributes, so that what a relay
 * has left behind is delivered alike without it. For any thread.
 */
public final class RelayDialects implements Dialect.Choice {
  private static final String STYLE = "relay.style";
  private static final String NESTED = "relay.nested";

  private static final List<Header> HEADERS =
      List.of(
          new Header("Accept", "*/*"),
          new Header("Content-Type", "application/x-www-form-urlencoded"));

  /** Hears of calls; must return at once. */
  interface Hearer {
    /** A call ended. */
    void called(String url, Body item, Outcome outcome, boolean delivered);
  }

  private final Map<QueueName, Hearer> hearers = new ConcurrentHashMap<>();

  /** The attributes of a queue that posts so. */
  static Map<String, String> attributes(RelayConfig.Options options) {
    return Map.of(STYLE, options.style().name(), NESTED, options.nestedAsJson() ? "json" : "empty");
  }

  /** Has {@code hearer} hear of the calls of a queue. */
  void hear(QueueName queue, Hearer hearer) {
    hearers.put(queue, hearer);
  }

  /** Nobody hears of the calls of a queue any more. */
  void forget(QueueName queue) {
    hearers.remove(queue);
  }

  @Override
  public @Nullable Dialect of(QueueInfo queue) {
    Map<String, String> attributes = queue.config().attributes();
    String style = attributes.get(STYLE);
    return style == null
        ? null
        : new Posting(
            style(style), "json".equals(attributes.get(NESTED)), hearers.get(queue.name()));
  }

  /** One that a later version has made is posted as the original would. */
  private static RequestStyle style(String name) {
    for (RequestStyle style : RequestStyle.values()) {
      if (style.name().equals(name)) {
        return style;
      }
    }
    return RequestStyle.PLAIN_1_0;
  }

  private record Posting(RequestStyle style, boolean nestedAsJson, @Nullable Hearer hearer)
      implements Dialect {
    @Override
    public Call call(Call usual, Message message) {
      byte[] form;
      try {
        form = ItemForm.of(message.body().bytes(), nestedAsJson).bytes();
      } catch (ItemException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      return new Call(
          usual.url(),
          "POST",
          HEADERS,
          Body.of(form),
          usual.connectTimeout(),
          usual.timeout(),
          0,
          style);
    }

    @Override
    public void ended(Call call, Message message, Outcome outcome, boolean delivered) {
      if (hearer != null) {
        hearer.called(call.url().raw(), message.body(), outcome, delivered);
      }
    }
  }
}
