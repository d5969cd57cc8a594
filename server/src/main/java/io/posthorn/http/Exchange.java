package io.posthorn.http;

import io.posthorn.access.Identity;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request, its body received whole, and the chance to reply to it once. Protocols see nothing
 * else of HTTP.
 */
public interface Exchange {
  /** The method as sent, {@code GET}. */
  String method();

  /** The request target as sent, one char per byte, neither decoded nor normalised. */
  String target();

  /**
   * The target up to its {@code ?} (without scheme and authority when it was absolute), undecoded.
   */
  String path();

  /** The target after its {@code ?}, without a fragment, undecoded; null when it has none. */
  @Nullable String query();

  /** The first header of that name, compared ignoring case; null when there is none. */
  @Nullable String header(String name);

  /** All headers of that name, compared ignoring case, in order; empty when there is none. */
  List<String> headers(String name);

  /**
   * The minor version: 0 or 1; -1 when the client claims another one (such a connection is closed
   * afterwards).
   */
  int minorVersion();

  /**
   * Whether the connection stays open after this exchange, as client, version and the state of the
   * server have it.
   */
  boolean keepAlive();

  /** The value of a {@code Date} header for now; changes once a second. */
  CharSequence date();

  /** Where the client's end of the connection is: maybe a proxy's. */
  InetAddress remote();

  /** Who asks, once {@link Guard} has found out; null before. */
  @Nullable Identity identity();

  /** Remembers who asks. On the event loop. */
  void identity(Identity identity);

  /** The body; never null. */
  byte[] body();

  /** Replies, from any thread. Only the first reply counts. */
  void reply(Reply reply);

  /**
   * Replies, from any thread, with what {@code reply} makes on the event loop: the way for threads
   * that have better things to do than to render. What it throws is logged and refused as {@link
   * Refusal#FAILED}.
   */
  void reply(Supplier<Reply> reply);

  /**
   * Takes {@code bytes} of the memory for replies, until the reply was sent; false when there are
   * not as many, and the reply, as it would be, must not be made. A little is always there, and
   * everything at once for one reply alone. On the event loop, before the reply is made.
   */
  default boolean holdReply(long bytes) {
    return true;
  }

  /**
   * Begins a reply that has no end yet: status 200, {@code headers} as in {@link Reply}. On the
   * event loop, where nothing was replied before. {@code gone} runs once, on the event loop, when
   * the connection closes.
   */
  default ReplyStream stream(List<? extends CharSequence> headers, Runnable gone) {
    throw new UnsupportedOperationException("no stream");
  }

  /** Says of which class its route is, one of few: what requests are counted by. */
  default void route(String name) {}

  /**
   * Runs {@code action} once, on the event loop, when the connection closes before the reply was
   * begun: also right away when it is closed already, and when a reply was given but can't be begun
   * any more. Only the last action set counts.
   */
  void onGone(Runnable action);
}
