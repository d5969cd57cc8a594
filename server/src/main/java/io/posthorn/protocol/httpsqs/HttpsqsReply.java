package io.posthorn.protocol.httpsqs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Exchange;
import io.posthorn.http.HeaderText;
import io.posthorn.http.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The original's replies, byte by byte: clients count lines, look at the third header and compare
 * case, so the set, order and case of headers are fixed for each of the four framings (HTTP/1.1 or
 * 1.0, staying open or not).
 */
final class HttpsqsReply {
  static final byte[] PUT_OK = bytes("HTTPSQS_PUT_OK");
  static final byte[] PUT_END = bytes("HTTPSQS_PUT_END");
  static final byte[] PUT_ERROR = bytes("HTTPSQS_PUT_ERROR");
  static final byte[] GET_END = bytes("HTTPSQS_GET_END");
  static final byte[] RESET_OK = bytes("HTTPSQS_RESET_OK");
  static final byte[] RESET_ERROR = bytes("HTTPSQS_RESET_ERROR");
  static final byte[] MAXQUEUE_OK = bytes("HTTPSQS_MAXQUEUE_OK");
  static final byte[] MAXQUEUE_CANCEL = bytes("HTTPSQS_MAXQUEUE_CANCEL");
  static final byte[] SYNCTIME_OK = bytes("HTTPSQS_SYNCTIME_OK");
  static final byte[] AUTH_FAILED = bytes("HTTPSQS_AUTH_FAILED");
  static final byte[] ERROR = bytes("HTTPSQS_ERROR");

  private static final int LONGEST_CHARSET = 40;
  private static final CharSequence CONTENT_TYPE = HeaderText.of("Content-Type");
  private static final CharSequence PLAIN = HeaderText.of("text/plain");
  private static final CharSequence HTML = HeaderText.of("text/html");
  private static final CharSequence CONNECTION = HeaderText.of("Connection");
  private static final CharSequence KEEP_ALIVE = HeaderText.of("keep-alive");
  private static final CharSequence CLOSE = HeaderText.of("close");
  private static final CharSequence CACHE_CONTROL = HeaderText.of("Cache-Control");
  private static final CharSequence NO_CACHE = HeaderText.of("no-cache");
  private static final CharSequence POS = HeaderText.of("Pos");
  private static final CharSequence DATE = HeaderText.of("Date");
  private static final CharSequence CONTENT_LENGTH = HeaderText.of("Content-Length");

  private HttpsqsReply() {}

  /** A reply without {@code Pos}. */
  static Reply of(Exchange exchange, @Nullable String charset, byte[] body) {
    return of(exchange, charset, body, 0);
  }

  /** A reply that tells the error {@code code} in the original's words. */
  static Reply refusal(Exchange exchange, @Nullable String charset, byte[] body, ErrorCode code) {
    return of(exchange, charset, body).refusing(code.code());
  }

  /** A reply with {@code Pos}, unless {@code pos} is 0. On the event loop. */
  static Reply of(Exchange exchange, @Nullable String charset, byte[] body, long pos) {
    boolean http10 = exchange.minorVersion() == 0;
    boolean keepAlive = exchange.keepAlive();
    List<CharSequence> headers = new ArrayList<>(12);
    add(headers, CONTENT_TYPE, contentType(charset));
    if (keepAlive || http10) {
      add(headers, CONNECTION, KEEP_ALIVE);
    }
    add(headers, CACHE_CONTROL, NO_CACHE);
    if (pos != 0) {
      add(headers, POS, Long.toString(pos));
    }
    if (!http10) {
      add(headers, DATE, exchange.date());
    } else if (keepAlive) {
      add(headers, CONNECTION, KEEP_ALIVE);
    }
    if (!http10 || keepAlive) {
      add(headers, CONTENT_LENGTH, Integer.toString(body.length));
    }
    if (!http10 && !keepAlive) {
      add(headers, CONNECTION, CLOSE);
    }
    return new Reply(200, null, headers, body, true, false);
  }

  /** The tiny page that the original's HTTP library sends for what is no request to it. */
  static Reply page(Exchange exchange, int status, String reason) {
    byte[] body =
        bytes(
            "<HTML><HEAD>\n<TITLE>"
                + status
                + " "
                + reason
                + "</TITLE>\n</HEAD><BODY>\n<H1>"
                + reason
                + "</H1>\n</BODY></HTML>\n");
    List<CharSequence> headers = new ArrayList<>(8);
    add(headers, CONTENT_TYPE, HTML);
    if (status == 400) {
      add(headers, CONNECTION, CLOSE);
    }
    add(headers, DATE, exchange.date());
    add(headers, CONTENT_LENGTH, Integer.toString(body.length));
    if (status != 400) {
      if (!exchange.keepAlive()) {
        add(headers, CONNECTION, CLOSE);
      } else if (exchange.minorVersion() == 0) {
        add(headers, CONNECTION, KEEP_ALIVE);
      }
    }
    return new Reply(status, reason, headers, body, true, false);
  }

  private static CharSequence contentType(@Nullable String charset) {
    if (charset == null || charset.length() > LONGEST_CHARSET) {
      return PLAIN;
    }
    for (int i = 0; i < charset.length(); i++) {
      if (charset.charAt(i) < ' ' || charset.charAt(i) == 0x7f) {
        return PLAIN;
      }
    }
    return HeaderText.of("text/plain; charset=" + charset);
  }

  private static void add(List<CharSequence> headers, CharSequence name, CharSequence value) {
    headers.add(name);
    headers.add(value);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
