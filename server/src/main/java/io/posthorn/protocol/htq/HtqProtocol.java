package io.posthorn.protocol.htq;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.access.Identity;
import io.posthorn.access.Route;
import io.posthorn.broker.Broker;
import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Audit;
import io.posthorn.http.Exchange;
import io.posthorn.http.Guard;
import io.posthorn.http.Protocol;
import io.posthorn.http.Refusal;
import io.posthorn.http.Reply;
import io.posthorn.message.QueueName;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * HTQ's API: POST to {@code /api/...}, in any case and with or without a slash at the end, and
 * {@code GET /}; the rest is 404. Key and token are checked before everything else.
 */
public final class HtqProtocol implements Protocol {
  private static final Identity WITH_TOKEN = Identity.ofFront("htq");

  /** Most characters of a path that an answer repeats. */
  private static final int MOST_SHOWN = 1000;

  private static final Map<String, Route> CALLS =
      Map.of(
          "/api/addqueue", Route.HTQ_ADD_QUEUE,
          "/api/deletequeue", Route.HTQ_DELETE_QUEUE,
          "/api/allqueue", Route.HTQ_ALL_QUEUE,
          "/api/countqueue", Route.HTQ_COUNT_QUEUE,
          "/api/addtask", Route.HTQ_ADD_TASK);

  private final HtqOperations operations;
  private final byte[] appKey;
  private final byte[] appToken;
  private final Guard guard;

  /**
   * Serves the queues of {@code broker}, which may list {@code batch} of them at once, to those who
   * have key and token of {@code options}, or a key of {@code guard}.
   */
  public HtqProtocol(Broker broker, HtqOptions options, int batch, Guard guard) {
    this.guard = guard;
    this.operations = new HtqOperations(broker, options, batch);
    this.appKey = options.appKey().getBytes(UTF_8);
    this.appToken = options.appToken().getBytes(UTF_8);
  }

  @Override
  public void handle(Exchange exchange) {
    exchange.route("htq");
    String call = call(exchange.path());
    String method = exchange.method();
    Route route = CALLS.get(call);
    if (route != null) {
      switch (method) {
        case "POST" -> operate(exchange, route);
        case "OPTIONS" -> exchange.reply(HtqReply.methods("POST"));
        default -> exchange.reply(notFound(exchange));
      }
    } else if (call.isEmpty() && (method.equals("GET") || method.equals("HEAD"))) {
      exchange.reply(HtqReply.home());
    } else if (call.isEmpty() && method.equals("OPTIONS")) {
      exchange.reply(HtqReply.methods("GET,HEAD"));
    } else {
      exchange.reply(notFound(exchange));
    }
  }

  /**
   * Key and token are in the body, so it is received from anybody; what no request to the API needs
   * is not.
   */
  @Override
  public @Nullable Supplier<Reply> admit(Exchange exchange) {
    boolean wanted = exchange.method().equals("POST") && CALLS.containsKey(call(exchange.path()));
    if (!wanted || declares(exchange, HtqFields.MAX_BODY)) {
      return () -> refuse(exchange, Refusal.BODY_TOO_LARGE);
    }
    return guard.isForeign(exchange) ? HtqProtocol::foreign : null;
  }

  /** Whether {@code exchange}, whose length is known to be a number, says it has more to send. */
  private static boolean declares(Exchange exchange, int most) {
    String length = exchange.header("Content-Length");
    return length != null
        && exchange.header("Transfer-Encoding") == null
        && Long.parseLong(length.strip()) > most;
  }

  private static Reply foreign() {
    return HtqReply.page(403, "Forbidden", ErrorCode.CROSS_SITE.code());
  }

  private void operate(Exchange exchange, Route route) {
    if (guard.isForeign(exchange)) {
      exchange.reply(foreign());
      return;
    }
    HtqFields fields;
    try {
      fields = HtqFields.read(exchange);
    } catch (HtqFields.UnreadableException e) {
      exchange.reply(
          HtqReply.page(e.status, String.valueOf(e.getMessage()), ErrorCode.BAD_REQUEST.code()));
      return;
    }
    Identity identity = identify(exchange, fields);
    if (identity == null) {
      exchange.reply(HtqReply.refusal(HtqReply.AUTH_FAILED, ErrorCode.UNAUTHENTICATED));
      return;
    }
    exchange.identity(identity);
    QueueName queue = queue(route, fields);
    Exchange heard = Audit.of(exchange, route, queue);
    if (Guard.may(identity, route, queue)) {
      operate(heard, route, fields, identity);
    } else {
      heard.reply(HtqReply.refusal(HtqReply.AUTH_FAILED, ErrorCode.FORBIDDEN));
    }
  }

  private void operate(Exchange exchange, Route route, HtqFields fields, Identity identity) {
    switch (route) {
      case HTQ_ADD_QUEUE -> operations.addQueue(exchange, fields);
      case HTQ_DELETE_QUEUE -> operations.deleteQueue(exchange, fields);
      case HTQ_ALL_QUEUE -> operations.allQueue(exchange, identity);
      case HTQ_COUNT_QUEUE -> operations.countQueue(exchange, fields);
      case HTQ_ADD_TASK -> operations.addTask(exchange, fields);
      default -> throw new IllegalStateException(route + " is none of HTQ");
    }
  }

  private static @Nullable QueueName queue(Route route, HtqFields fields) {
    String given = fields.get("queue_name");
    return route == Route.HTQ_ADD_TASK && given == null
        ? HtqOperations.DEFAULT_NAME
        : HtqOperations.name(given);
  }

  /**
   * Who asks; null when they are not let in. Key and token let in, and so does a key of the server
   * as {@code app_token}, whatever {@code app_key} is.
   */
  private @Nullable Identity identify(Exchange exchange, HtqFields fields) {
    if (authorised(fields)) {
      return WITH_TOKEN;
    }
    return guard.asksForKeys() ? guard.find(exchange, fields.get("app_token")) : null;
  }

  /** In a time that does not depend on how much of them is right. */
  private boolean authorised(HtqFields fields) {
    boolean key = equal(appKey, fields.get("app_key"));
    boolean token = equal(appToken, fields.get("app_token"));
    return key && token;
  }

  private static boolean equal(byte[] expected, @Nullable String given) {
    return MessageDigest.isEqual(expected, given == null ? new byte[0] : given.getBytes(UTF_8))
        && given != null;
  }

  private static String call(String path) {
    String call = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return call.toLowerCase(Locale.ROOT);
  }

  private static Reply notFound(Exchange exchange) {
    String path = exchange.path().isEmpty() ? "/" : exchange.path();
    String shown = path.length() > MOST_SHOWN ? path.substring(0, MOST_SHOWN) + "..." : path;
    return HtqReply.page(
        404, "Cannot " + exchange.method() + " " + shown, ErrorCode.NOT_FOUND.code());
  }

  @Override
  public List<String> warmUp() {
    return List.of("/", "/api/allQueue");
  }

  @Override
  public Reply refuse(Exchange exchange, Refusal refusal) {
    return HtqReply.page(refusal.status(), refusal.sentence(), refusal.code());
  }
}
