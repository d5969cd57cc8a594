package io.posthorn.delivery.call;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** A failure and the sentence about it. */
record Failed(Failure failure, String detail) {
  private static final int MAX_DETAIL = 300;

  /** Why no connection to {@code where} came to stand. */
  static Failed connecting(String where, Throwable cause) {
    Throwable root = unwrapped(cause);
    if (root instanceof ConnectTimeoutException) {
      return new Failed(Failure.CONNECT, where + ": no connection in time");
    }
    if (root instanceof ProxyConnectException) {
      return new Failed(Failure.CONNECT, shown("proxy: " + root.getMessage()));
    }
    return new Failed(Failure.CONNECT, shown(where + ": " + withoutAddress(message(root))));
  }

  /** Why the TLS handshake with {@code where} failed. */
  static Failed shakingHands(String where, Throwable cause) {
    Throwable root = unwrapped(cause);
    String reason =
        root instanceof NotSslRecordException
            ? "what listens there does not speak TLS"
            : root instanceof SslHandshakeTimeoutException
                ? "no handshake in time"
                : root instanceof ClosedChannelException
                    ? "closed during the handshake"
                    : message(deepest(root));
    return new Failed(Failure.TLS, shown(where + ": TLS: " + reason));
  }

  /** Why a connection that stood carried no whole answer. */
  static Failed talking(Throwable cause, boolean answering) {
    Throwable root = unwrapped(cause);
    if (root instanceof TooLongHttpHeaderException) {
      return new Failed(
          Failure.PROTOCOL,
          "the answer's headers exceed " + Http1Connection.MAX_HEADERS + " bytes");
    }
    if (root instanceof TooLongHttpLineException) {
      return new Failed(
          Failure.PROTOCOL,
          "the answer's first line exceeds " + Http1Connection.MAX_LINE + " bytes");
    }
    if (root instanceof SSLException && !answering) {
      return new Failed(Failure.TLS, shown("TLS: " + message(deepest(root))));
    }
    if (root instanceof PrematureChannelClosureException || root instanceof IOException) {
      return new Failed(Failure.RESET, shown("the connection broke: " + message(deepest(root))));
    }
    return new Failed(Failure.PROTOCOL, shown("not understood: " + message(root)));
  }

  private static Throwable unwrapped(Throwable cause) {
    Throwable root = cause;
    while (root instanceof DecoderException
        && root.getCause() != null
        && !(root instanceof TooLongHttpHeaderException)
        && !(root instanceof TooLongHttpLineException)) {
      root = root.getCause();
    }
    return root;
  }

  private static Throwable deepest(Throwable cause) {
    Throwable deepest = cause;
    for (int depth = 0; deepest.getCause() != null && depth < 16; depth++) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  private static String message(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName().replace("Exception", "").toLowerCase(Locale.ROOT)
        : message;
  }

  /** What was called names the address already. */
  private static String withoutAddress(String message) {
    int address = message.indexOf(": /");
    return address < 0 ? message : message.substring(0, address);
  }

  static String shown(String text) {
    String start = text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) + "..." : text;
    return start.replaceAll("[\\p{Cntrl}]+", " ");
  }
}
