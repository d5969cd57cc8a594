package io.posthorn.http;

import static java.util.Objects.requireNonNull;

import io.posthorn.access.Identity;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange on a Vert.x request. Its state is confined to the event loop, but for {@link
 * #answer}.
 */
final class HttpExchange implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
  private static final byte[] EMPTY = {};

  /** Replies up to here are not counted before they are written: the connections bound them. */
  private static final int UNCOUNTED_REPLY = 256 << 10;

  private static final VarHandle ANSWER;

  static {
    try {
      ANSWER = MethodHandles.lookup().findVarHandle(HttpExchange.class, "answer", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final ClientConnection connection;
  final HttpServerRequest request;

  /** The exchange below on the stack of replies. */
  @Nullable HttpExchange next;

  /** A {@link Reply}, or the supplier of one; set once, by any thread. */
  private volatile @Nullable Object answer;

  private final String target;
  private byte[] body = EMPTY;
  private int held;
  private boolean heldByUnknown;
  private long heldForReply;
  private String route = "none";
  private boolean waiting;
  private boolean begun;
  private boolean gone;
  private boolean mustClose;
  private boolean unread;
  private @Nullable Boolean clientKeepsAlive;
  private @Nullable Runnable onGone;
  private @Nullable Identity identity;

  HttpExchange(ClientConnection connection, HttpServerRequest request) {
    this.connection = connection;
    this.request = request;
    this.target = request.uri();
  }

  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public String path() {
    return Target.path(target);
  }

  @Override
  public @Nullable String query() {
    return Target.query(target);
  }

  @Override
  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  @Override
  public List<String> headers(String name) {
    return request.headers().getAll(name);
  }

  @Override
  public int minorVersion() {
    HttpVersion version = request.version();
    return version == HttpVersion.HTTP_1_1 ? 1 : version == HttpVersion.HTTP_1_0 ? 0 : -1;
  }

  @Override
  public boolean keepAlive() {
    return !mustClose && !connection.loop.shared.stopping && clientKeepsAlive();
  }

  /** Whether the client wants the connection to stay; what Vert.x goes by, too. */
  boolean clientKeepsAlive() {
    if (clientKeepsAlive == null) {
      clientKeepsAlive = readKeepAlive();
    }
    return clientKeepsAlive;
  }

  private boolean readKeepAlive() {
    HttpVersion version = request.version();
    if (version == HttpVersion.HTTP_1_1) {
      return !request.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
    }
    return version == HttpVersion.HTTP_1_0
        && request.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.KEEP_ALIVE, true);
  }

  @Override
  public CharSequence date() {
    return connection.loop.shared.date.now();
  }

  @Override
  public InetAddress remote() {
    return connection.remote();
  }

  @Override
  public @Nullable Identity identity() {
    return identity;
  }

  @Override
  public void identity(Identity found) {
    identity = found;
  }

  @Override
  public byte[] body() {
    return body;
  }

  @Override
  public void reply(Reply reply) {
    answer(reply);
  }

  @Override
  public void reply(Supplier<Reply> reply) {
    answer(reply);
  }

  private void answer(Object given) {
    if (ANSWER.compareAndSet(this, null, given)) {
      connection.loop.deliver(this);
    }
  }

  @Override
  public void onGone(Runnable action) {
    connection.loop.execute(
        () -> {
          if (gone || (connection.isClosed() && !begun)) {
            gone = true;
            run(action);
          } else if (!begun) {
            onGone = action;
          }
        });
  }

  @Override
  public void route(String name) {
    route = name;
  }

  @Override
  public ReplyStream stream(List<? extends CharSequence> headers, Runnable whenGone) {
    var stream = new HttpReplyStream(this);
    if (gone || begun || connection.isClosed() || !ANSWER.compareAndSet(this, null, stream)) {
      run(whenGone);
      return stream;
    }
    begun = true;
    body = EMPTY;
    release();
    onGone = whenGone;
    connection.loop.shared.metrics.replied(route, 200);
    stream.begin(headers);
    return stream;
  }

  /** The request is whole: the protocol's turn. */
  void handle(byte[] received) {
    body = received;
    waiting = true;
    try {
      connection.loop.shared.protocol.handle(this);
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void failed(Throwable e) {
    LOG.error("Request {} {} failed", method(), path(), e);
    refuse(Refusal.FAILED);
  }

  /** Has the reply say, and do, that the connection ends with it. */
  void closeAfterwards() {
    mustClose = true;
  }

  /** Replies as the protocol words such a refusal; the connection is closed afterwards. */
  void refuse(Refusal refusal) {
    mustClose = true;
    reply(() -> refusal(refusal));
  }

  private Reply refusal(Refusal refusal) {
    Reply reply = connection.loop.shared.protocol.refuse(this, refusal);
    return reply.refusal() == null ? reply.refusing(refusal.code()) : reply;
  }

  /** As {@link #refuseUnread(Refusal)}, with the protocol's own reply. */
  void refuseUnread(Supplier<Reply> reply) {
    unread = true;
    mustClose = true;
    reply(reply);
  }

  /**
   * As {@link #refuse}, while the body has not been read: whoever reads it to its end closes the
   * connection.
   */
  void refuseUnread(Refusal refusal) {
    unread = true;
    refuse(refusal);
  }

  /**
   * Takes from the budget for bodies until {@code bytes} are held; false when there are not as
   * many.
   */
  boolean hold(int bytes) {
    if (held == 0) {
      heldByUnknown = identity == null;
    }
    if (!connection.loop.shared.reserve(bytes - held, !heldByUnknown)) {
      return false;
    }
    held = bytes;
    return true;
  }

  @Override
  public boolean holdReply(long bytes) {
    long wanted = Math.min(bytes, connection.loop.shared.options.sizes().replies());
    if (wanted <= UNCOUNTED_REPLY || wanted <= heldForReply) {
      return true;
    }
    if (!connection.loop.shared.replies.take(wanted - heldForReply)) {
      return false;
    }
    heldForReply = wanted;
    return true;
  }

  /** The reply needs {@code bytes} from now on. */
  private void needForReply(long bytes) {
    if (heldForReply > bytes) {
      connection.loop.shared.replies.giveBack(heldForReply - bytes);
      heldForReply = bytes;
    }
  }

  /** {@code reply}; what only shows something, and for which there is no room, is refused. */
  private Reply bounded(Reply reply) {
    boolean shows = method().equals("GET") && heldForReply == 0;
    if (shows && !holdReply(reply.body().length)) {
      return refusal(Refusal.OVERLOADED);
    }
    needForReply(reply.body().length);
    return reply;
  }

  /** Whether the connection is by TLS. */
  boolean isEncrypted() {
    return connection.loop.shared.options.tls() != null;
  }

  /** Whether it is the server's turn, not the client's. */
  boolean isWaiting() {
    return waiting;
  }

  /** Whether its body has not come whole, and no reply was given meanwhile. */
  boolean isReceiving() {
    return !waiting && !begun;
  }

  void connectionClosed() {
    release();
    needForReply(0);
    if ((!begun || answer instanceof HttpReplyStream) && !gone) {
      gone = true;
      run(onGone);
    }
  }

  /** Sends the answer. On the event loop. */
  void send() {
    if (begun || gone) {
      return;
    }
    if (connection.isClosed()) {
      connectionClosed();
      return;
    }
    Reply reply;
    try {
      Object given = requireNonNull(answer, "answer");
      reply = given instanceof Reply made ? made : (Reply) ((Supplier<?>) given).get();
    } catch (RuntimeException | Error e) {
      LOG.error("Rendering the reply to {} {} failed", method(), path(), e);
      mustClose = true;
      reply = refusal(Refusal.FAILED);
    }
    reply = bounded(reply);
    begun = true;
    waiting = false;
    onGone = null;
    connection.loop.shared.metrics.replied(route, reply.status());
    if (reply.refusal() != null) {
      connection.loop.shared.metrics.refused(reply.refusal());
    }
    body = EMPTY;
    release();
    boolean close = reply.close() || mustClose || connection.loop.shared.stopping;
    new ReplyWriter(this, reply, close).write();
  }

  /** The reply was written whole. */
  void sent(boolean close) {
    needForReply(0);
    connection.finished(this);
    if (close && !unread) {
      connection.close();
    }
  }

  private void release() {
    if (held > 0) {
      connection.loop.shared.release(held, !heldByUnknown);
      held = 0;
    }
  }

  private static void run(@Nullable Runnable action) {
    if (action != null) {
      try {
        action.run();
      } catch (RuntimeException e) {
        LOG.error("Cleaning up after a lost client failed", e);
      }
    }
  }
}
