package io.posthorn.http;

import org.jspecify.annotations.Nullable;

/** One request, its body received whole, and the chance to reply to it once. Protocols see nothing else of HTTP. */
public interface Exchange {
  /** The method as sent, {@code GET}. */
  String method();

  /** The request target as sent, one char per byte, neither decoded nor normalised. */
  String target();

  /** The target up to its {@code ?} (without scheme and authority when it was absolute), undecoded. */
  String path();

  /** The target after its {@code ?}, undecoded; null when it has none. */
  @Nullable String query();

  /** The first header of that name, compared ignoring case; null when there is none. */
  @Nullable String header(String name);

  /** The minor version: 0 or 1 (or what the client claims). */
  int minorVersion();

  /** Whether the connection stays open after this exchange, as client and version ask. */
  boolean keepAlive();

  /** The body; never null. */
  byte[] body();

  /** Replies, from any thread. Only the first reply counts. */
  void reply(Reply reply);

  /**
   * Runs {@code action} on the event loop when the connection closes before the reply was begun: also right away when
   * it is closed already, and from within {@link #reply} when the reply can't be begun any more.
   */
  void onGone(Runnable action);
}
