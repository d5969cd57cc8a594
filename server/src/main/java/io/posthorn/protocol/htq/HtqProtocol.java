package io.posthorn.protocol.htq;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.broker.Broker;
import io.posthorn.http.Exchange;
import io.posthorn.http.Protocol;
import io.posthorn.http.Refusal;
import io.posthorn.http.Reply;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * HTQ's API: POST to {@code /api/...}, in any case and with or without a slash at the end, and
 * {@code GET /}; the rest is 404. Key and token are checked before everything else.
 */
public final class HtqProtocol implements Protocol {
  private static final Set<String> CALLS =
      Set.of(
          "/api/addqueue", "/api/deletequeue", "/api/allqueue", "/api/countqueue", "/api/addtask");

  private final HtqOperations operations;
  private final byte[] appKey;
  private final byte[] appToken;

  /** Serves the queues of {@code broker}, which may list {@code batch} of them at once. */
  public HtqProtocol(Broker broker, HtqOptions options, int batch) {
    this.operations = new HtqOperations(broker, options, batch);
    this.appKey = options.appKey().getBytes(UTF_8);
    this.appToken = options.appToken().getBytes(UTF_8);
  }

  @Override
  public void handle(Exchange exchange) {
    String call = call(exchange.path());
    String method = exchange.method();
    if (CALLS.contains(call)) {
      switch (method) {
        case "POST" -> operate(exchange, call);
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

  private void operate(Exchange exchange, String call) {
    HtqFields fields;
    try {
      fields = HtqFields.read(exchange);
    } catch (HtqFields.UnreadableException e) {
      exchange.reply(HtqReply.page(e.status, String.valueOf(e.getMessage())));
      return;
    }
    if (!authorised(fields)) {
      exchange.reply(HtqReply.of(HtqReply.AUTH_FAILED));
      return;
    }
    switch (call) {
      case "/api/addqueue" -> operations.addQueue(exchange, fields);
      case "/api/deletequeue" -> operations.deleteQueue(exchange, fields);
      case "/api/allqueue" -> operations.allQueue(exchange);
      case "/api/countqueue" -> operations.countQueue(exchange, fields);
      default -> operations.addTask(exchange, fields);
    }
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
    return HtqReply.page(404, "Cannot " + exchange.method() + " " + path);
  }

  @Override
  public List<String> warmUp() {
    return List.of("/", "/api/allQueue");
  }

  @Override
  public Reply refuse(Exchange exchange, Refusal refusal) {
    return HtqReply.page(refusal.status(), refusal.sentence());
  }
}
