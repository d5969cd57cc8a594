package io.posthorn.http;

import io.posthorn.access.Identity;
import io.posthorn.access.Permission;
import io.posthorn.access.Route;
import io.posthorn.message.QueueName;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: a line, through the logger {@code posthorn.audit}, for everything that somebody
 * did, or tried to do, to queues and messages that are not theirs to make or take: by which key,
 * from where, what, to which queue, and how it ended. Queries and bodies, which may hold secrets,
 * are never in it, and nothing that a client sent can end a line.
 */
public final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger("posthorn.audit");
  private static final int MAX_TEXT = 300;

  private Audit() {}

  /** {@code exchange}, whose reply will be noted when {@code route} is one that is. */
  public static Exchange of(Exchange exchange, Route route, @Nullable QueueName name) {
    return route.isAudited() || isOperators(exchange, route)
        ? new Audited(exchange, route, name)
        : exchange;
  }

  /** Producers cancel all day long; an operator has a reason. */
  private static boolean isOperators(Exchange exchange, Route route) {
    Identity identity = exchange.identity();
    return route.permission() == Permission.CANCEL
        && identity != null
        && identity != Identity.ANYBODY
        && identity.may(Permission.OPERATE);
  }

  private static void note(Audited call, String result) {
    Identity identity = call.exchange.identity();
    LOG.info(
        "key={} from={} action={} queue={} path={} result={}",
        identity == null ? "-" : identity.id(),
        call.remote().getHostAddress(),
        call.route,
        // A % of the name's own looks like no encoded byte then.
        call.name == null ? "-" : printable(call.name.latin1().replace("%", "%25")),
        printable(call.path()),
        result);
  }

  /** Older protocols say in the body what became of it. */
  private static String result(Route route, Reply reply) {
    return route.path().startsWith("/v1/")
        ? Integer.toString(reply.status())
        : printable(new String(reply.body(), StandardCharsets.ISO_8859_1));
  }

  /** One char per byte in, visible ASCII out. */
  private static String printable(String latin1) {
    var out = new StringBuilder();
    for (int i = 0; i < latin1.length() && i < MAX_TEXT; i++) {
      char c = latin1.charAt(i);
      if (c > ' ' && c < 0x7F) {
        out.append(c);
      } else {
        out.append('%').append(String.format("%02X", (int) c & 0xFF));
      }
    }
    return out.toString();
  }

  private static final class Audited implements Exchange {
    private final Exchange exchange;
    private final Route route;
    private final @Nullable QueueName name;
    private final AtomicBoolean noted = new AtomicBoolean();

    Audited(Exchange exchange, Route route, @Nullable QueueName name) {
      this.exchange = exchange;
      this.route = route;
      this.name = name;
      exchange.onGone(() -> finish("unknown-client-gone"));
    }

    private void finish(String result) {
      if (noted.compareAndSet(false, true)) {
        note(this, result);
      }
    }

    private Reply noted(Reply reply) {
      finish(result(route, reply));
      return reply;
    }

    @Override
    public void reply(Reply reply) {
      exchange.reply(noted(reply));
    }

    @Override
    public void reply(Supplier<Reply> reply) {
      exchange.reply(() -> noted(reply.get()));
    }

    @Override
    public String method() {
      return exchange.method();
    }

    @Override
    public String target() {
      return exchange.target();
    }

    @Override
    public String path() {
      return exchange.path();
    }

    @Override
    public @Nullable String query() {
      return exchange.query();
    }

    @Override
    public @Nullable String header(String header) {
      return exchange.header(header);
    }

    @Override
    public List<String> headers(String header) {
      return exchange.headers(header);
    }

    @Override
    public int minorVersion() {
      return exchange.minorVersion();
    }

    @Override
    public boolean keepAlive() {
      return exchange.keepAlive();
    }

    @Override
    public CharSequence date() {
      return exchange.date();
    }

    @Override
    public InetAddress remote() {
      return exchange.remote();
    }

    @Override
    public @Nullable Identity identity() {
      return exchange.identity();
    }

    @Override
    public void identity(Identity identity) {
      exchange.identity(identity);
    }

    @Override
    public boolean holdReply(long bytes) {
      return exchange.holdReply(bytes);
    }

    @Override
    public ReplyStream stream(List<? extends CharSequence> headers, Runnable gone) {
      finish("200");
      return exchange.stream(headers, gone);
    }

    @Override
    public void route(String label) {
      exchange.route(label);
    }

    @Override
    public byte[] body() {
      return exchange.body();
    }

    @Override
    public void onGone(Runnable action) {
      exchange.onGone(action);
    }
  }
}
