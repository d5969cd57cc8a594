package io.posthorn.protocol.httpsqs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.posthorn.access.Identity;
import io.posthorn.access.KeyText;
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
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * HTTPSQS 1.7: every path is served, every answer of the application is 200, and what it means is
 * in its body. Parameters are checked in the original's order: password, then name and opt, then
 * what opt needs.
 */
public final class HttpsqsProtocol implements Protocol {
  private static final Identity WITH_PASSWORD = Identity.ofFront("httpsqs");
  private static final long LEAST_MAXQUEUE = 10;
  private static final long LARGEST_NUMBER = 1_000_000_000;

  private final MessageOperations messages;
  private final QueueOperations queues;
  private final HttpsqsOptions options;
  private final Guard guard;
  private final byte @Nullable [] password;

  /**
   * Serves the queues of {@code broker}, to those who have the password of {@code options}, or a
   * key of {@code guard}.
   */
  public HttpsqsProtocol(Broker broker, HttpsqsOptions options, Guard guard) {
    this.guard = guard;
    this.messages = new MessageOperations(broker, options.decodeDataOnce());
    this.queues = new QueueOperations(broker);
    this.options = options;
    this.password = options.password() == null ? null : options.password().getBytes(ISO_8859_1);
  }

  @Override
  public void handle(Exchange exchange) {
    exchange.route("httpsqs");
    switch (exchange.method()) {
      case "GET", "POST", "HEAD", "PUT", "DELETE" -> operate(exchange);
      default ->
          exchange.reply(
              HttpsqsReply.page(exchange, 501, "Not Implemented")
                  .refusing(ErrorCode.METHOD_NOT_ALLOWED.code()));
    }
  }

  private void operate(Exchange exchange) {
    HttpsqsQuery query = HttpsqsQuery.parse(exchange.target());
    if (guard.isForeign(exchange)) {
      exchange.reply(foreign(exchange));
      return;
    }
    Identity identity = identify(exchange, query);
    if (identity == null) {
      exchange.reply(unknown(exchange, query));
      return;
    }
    if (query.name == null || query.opt == null || query.name.length() > QueueName.MAX_BYTES) {
      error(exchange, query);
      return;
    }
    Route route = route(query.opt);
    if (route == null) {
      error(exchange, query);
      return;
    }
    QueueName queue = QueueName.ofLatin1(query.name);
    exchange.identity(identity);
    Exchange heard = Audit.of(exchange, route, queue);
    if (!Guard.may(identity, route, queue)) {
      heard.reply(
          HttpsqsReply.refusal(
              exchange, query.charset, HttpsqsReply.AUTH_FAILED, ErrorCode.FORBIDDEN));
      return;
    }
    operate(heard, query, route, queue);
  }

  private static @Nullable Route route(String opt) {
    return switch (opt) {
      case "put" -> Route.HTTPSQS_PUT;
      case "get" -> Route.HTTPSQS_GET;
      case "status", "status_json" -> Route.HTTPSQS_STATUS;
      case "view" -> Route.HTTPSQS_VIEW;
      case "reset" -> Route.HTTPSQS_RESET;
      case "maxqueue" -> Route.HTTPSQS_MAXQUEUE;
      case "synctime" -> Route.HTTPSQS_SYNCTIME;
      default -> null;
    };
  }

  private void operate(Exchange exchange, HttpsqsQuery query, Route route, QueueName queue) {
    switch (route) {
      case HTTPSQS_PUT -> messages.put(exchange, query, queue);
      case HTTPSQS_GET -> messages.get(exchange, query, queue);
      case HTTPSQS_STATUS -> queues.status(exchange, query, queue, "status_json".equals(query.opt));
      case HTTPSQS_VIEW -> view(exchange, query, queue);
      case HTTPSQS_RESET -> queues.reset(exchange, query, queue);
      case HTTPSQS_MAXQUEUE -> maxqueue(exchange, query, queue);
      case HTTPSQS_SYNCTIME -> synctime(exchange, query);
      default -> throw new IllegalStateException(route + " is none of HTTPSQS");
    }
  }

  /**
   * Who asks; null when they are not let in. The password lets in, and so does a key, which comes
   * in its place or in the header {@code Authorization}; without either configured everybody is.
   */
  private @Nullable Identity identify(Exchange exchange, HttpsqsQuery query) {
    if (password != null
        && query.auth != null
        && MessageDigest.isEqual(password, query.auth.getBytes(ISO_8859_1))) {
      return WITH_PASSWORD;
    }
    if (!guard.asksForKeys()) {
      return password == null ? Identity.ANYBODY : null;
    }
    String header = KeyText.fromHeader(exchange.header("Authorization"));
    return guard.find(exchange, header == null ? query.auth : header);
  }

  @Override
  public @Nullable Supplier<Reply> admit(Exchange exchange) {
    HttpsqsQuery query = HttpsqsQuery.parse(exchange.target());
    Identity identity = identify(exchange, query);
    if (identity == null) {
      return () -> unknown(exchange, query);
    }
    if (guard.isForeign(exchange)) {
      return () -> foreign(exchange);
    }
    exchange.identity(identity);
    return null;
  }

  private static Reply foreign(Exchange exchange) {
    return HttpsqsReply.page(exchange, 403, "Forbidden").refusing(ErrorCode.CROSS_SITE.code());
  }

  private static Reply unknown(Exchange exchange, HttpsqsQuery query) {
    return HttpsqsReply.refusal(
        exchange, query.charset, HttpsqsReply.AUTH_FAILED, ErrorCode.UNAUTHENTICATED);
  }

  private void view(Exchange exchange, HttpsqsQuery query, QueueName queue) {
    long pos = HttpsqsQuery.number(query.pos);
    if (pos < 1 || pos > LARGEST_NUMBER) {
      error(exchange, query);
    } else if (query.num == null && query.order == null) {
      messages.view(exchange, query, queue, pos);
    } else {
      messages.viewRange(exchange, query, queue, pos);
    }
  }

  private void maxqueue(Exchange exchange, HttpsqsQuery query, QueueName queue) {
    long num = HttpsqsQuery.number(query.num);
    if (num < LEAST_MAXQUEUE || num > LARGEST_NUMBER) {
      error(exchange, query);
    } else {
      queues.resize(exchange, query, queue, num);
    }
  }

  private void synctime(Exchange exchange, HttpsqsQuery query) {
    long num = HttpsqsQuery.number(query.num);
    if (num < 1 || num > LARGEST_NUMBER) {
      error(exchange, query);
      return;
    }
    options.flushInterval().set(Duration.ofSeconds(num));
    exchange.reply(HttpsqsReply.of(exchange, query.charset, HttpsqsReply.SYNCTIME_OK));
  }

  private static void error(Exchange exchange, HttpsqsQuery query) {
    exchange.reply(
        HttpsqsReply.refusal(exchange, query.charset, HttpsqsReply.ERROR, ErrorCode.BAD_REQUEST));
  }

  @Override
  public List<String> warmUp() {
    String queue = "/?name=%00warm-up&opt=";
    return List.of(queue + "status_json", queue + "view&pos=1");
  }

  @Override
  public Reply refuse(Exchange exchange, Refusal refusal) {
    String reason =
        switch (refusal) {
          case MALFORMED -> "Bad Request";
          case BODY_TOO_LARGE -> "Request Entity Too Large";
          case TARGET_TOO_LONG -> "Request-URI Too Long";
          case EXPECTATION_FAILED -> "Expectation Failed";
          case HEAD_TOO_LARGE -> "Request Header Fields Too Large";
          case FAILED -> "Internal Server Error";
          case OVERLOADED -> "Service Unavailable";
        };
    return HttpsqsReply.page(exchange, refusal.status(), reason);
  }
}
