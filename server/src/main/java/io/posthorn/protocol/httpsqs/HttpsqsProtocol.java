package io.posthorn.protocol.httpsqs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.posthorn.broker.Broker;
import io.posthorn.http.Exchange;
import io.posthorn.http.Protocol;
import io.posthorn.http.Refusal;
import io.posthorn.http.Reply;
import io.posthorn.message.QueueName;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HTTPSQS 1.7: every path is served, every answer of the application is 200, and what it means is
 * in its body. Parameters are checked in the original's order: password, then name and opt, then
 * what opt needs.
 */
public final class HttpsqsProtocol implements Protocol {
  private static final long LEAST_MAXQUEUE = 10;
  private static final long LARGEST_NUMBER = 1_000_000_000;

  private final MessageOperations messages;
  private final QueueOperations queues;
  private final HttpsqsOptions options;
  private final byte @Nullable [] password;

  /** Serves the queues of {@code broker}. */
  public HttpsqsProtocol(Broker broker, HttpsqsOptions options) {
    this.messages = new MessageOperations(broker, options.decodeDataOnce());
    this.queues = new QueueOperations(broker);
    this.options = options;
    this.password = options.password() == null ? null : options.password().getBytes(ISO_8859_1);
  }

  @Override
  public void handle(Exchange exchange) {
    switch (exchange.method()) {
      case "GET", "POST", "HEAD", "PUT", "DELETE" -> operate(exchange);
      default -> exchange.reply(HttpsqsReply.page(exchange, 501, "Not Implemented"));
    }
  }

  private void operate(Exchange exchange) {
    HttpsqsQuery query = HttpsqsQuery.parse(exchange.target());
    if (!authorised(query)) {
      exchange.reply(HttpsqsReply.of(exchange, query.charset, HttpsqsReply.AUTH_FAILED));
      return;
    }
    if (query.name == null || query.opt == null || query.name.length() > QueueName.MAX_BYTES) {
      error(exchange, query);
      return;
    }
    QueueName queue = QueueName.ofLatin1(query.name);
    switch (query.opt) {
      case "put" -> messages.put(exchange, query, queue);
      case "get" -> messages.get(exchange, query, queue);
      case "status" -> queues.status(exchange, query, queue, false);
      case "status_json" -> queues.status(exchange, query, queue, true);
      case "view" -> view(exchange, query, queue);
      case "reset" -> queues.reset(exchange, query, queue);
      case "maxqueue" -> maxqueue(exchange, query, queue);
      case "synctime" -> synctime(exchange, query);
      default -> error(exchange, query);
    }
  }

  private boolean authorised(HttpsqsQuery query) {
    return password == null
        || (query.auth != null && MessageDigest.isEqual(password, query.auth.getBytes(ISO_8859_1)));
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
    exchange.reply(HttpsqsReply.of(exchange, query.charset, HttpsqsReply.ERROR));
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
