package io.posthorn.delivery.call;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.posthorn.message.AttemptReport;
import io.posthorn.message.Body;
import io.posthorn.message.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer on one connection or stream. Keeps the answer's first bytes and lets
 * the rest go by, so that it holds little whatever the receiver sends. Confined to its event loop.
 */
final class Exchange {
  /** Hears how it ends; exactly one of its methods is called, once. */
  interface Listener {
    /** The answer is whole, or counts as such. */
    void answered(Exchange exchange);

    /** There is no whole answer. */
    void failed(Exchange exchange, Failed why);

    /** The receiver can't have processed the request: it may be made again elsewhere. */
    void unprocessed(Exchange exchange, Failed why);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final byte[] NOTHING = new byte[0];
  private static final String[] KEPT = {
    "Retry-After", "webhook-delivery", "Content-Type", "Location"
  };
  private static final int FIRST_ROOM = 256;

  private final Listener listener;
  private final int maxAnswer;
  private @Nullable FullHttpRequest request;
  private @Nullable Runnable canceller;
  private int status;
  private @Nullable HttpHeaders headers;
  private boolean informational;
  private byte[] kept = NOTHING;
  private int keptBytes;
  private long readBytes;
  private boolean ended;
  private boolean whole;

  Exchange(FullHttpRequest request, int maxAnswer, Listener listener) {
    this.request = request;
    this.maxAnswer = maxAnswer;
    this.listener = listener;
  }

  /** The request, to be written now; {@code canceller} ends what it is written to. */
  FullHttpRequest written(Runnable canceller) {
    this.canceller = canceller;
    FullHttpRequest taken = request;
    if (taken == null) {
      throw new IllegalStateException("written twice");
    }
    request = null;
    return taken;
  }

  /** Whether it has ended, however. */
  boolean ended() {
    return ended;
  }

  /** Whether the answer was read to its end, so that its connection is as good as before. */
  boolean whole() {
    return whole;
  }

  /** The final status; 0 until it came. */
  int status() {
    return status;
  }

  /** Bytes of the answer's body so far. */
  long readBytes() {
    return readBytes;
  }

  /** The first bytes of the answer's body. */
  Body answer() {
    return Body.of(kept.length == keptBytes ? kept : Arrays.copyOf(kept, keptBytes));
  }

  /** Those of the answer's headers that an outcome has. */
  List<Header> headers() {
    HttpHeaders from = headers;
    if (from == null) {
      return List.of();
    }
    var found = new ArrayList<Header>(2);
    for (String name : KEPT) {
      String value = from.get(name);
      if (value != null) {
        keep(name, value, found);
      }
    }
    return found;
  }

  private static void keep(String name, String value, List<Header> found) {
    // The decoder reads a char per byte; what is beyond ASCII is UTF-8 in practice.
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    try {
      found.add(new Header(name, new String(bytes, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      LOG.debug("Left out of an answer: {}", e.getMessage());
    }
  }

  /** Ends it without telling the listener. */
  void cancel() {
    if (!ended) {
      ended = true;
      Runnable cancelling = canceller;
      if (cancelling != null) {
        cancelling.run();
      }
    }
  }

  /** A part of the answer; the caller releases it. */
  void read(HttpObject part) {
    if (ended) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      fail(Failed.talking(part.decoderResult().cause(), status != 0));
      return;
    }
    if (part instanceof HttpResponse response) {
      head(response);
    }
    if (!ended && part instanceof HttpContent content) {
      body(content);
    }
  }

  private void head(HttpResponse response) {
    int code = response.status().code();
    informational = code < 200 && code != 101;
    if (code == 101) {
      fail(new Failed(Failure.PROTOCOL, "101: the receiver switched to another protocol"));
    } else if (!informational) {
      status = code;
      headers = response.headers();
    }
  }

  private void body(HttpContent content) {
    if (!informational) {
      keep(content.content());
    }
    if (content instanceof LastHttpContent) {
      if (informational) {
        informational = false;
        return;
      }
      whole = true;
      end();
    } else if (readBytes > maxAnswer) {
      end();
      cancelStream();
    }
  }

  private void keep(ByteBuf bytes) {
    int more = bytes.readableBytes();
    readBytes += more;
    int taken = Math.min(more, AttemptReport.MAX_ANSWER - keptBytes);
    if (taken <= 0) {
      return;
    }
    int needed = keptBytes + taken;
    if (needed > kept.length) {
      int room = kept.length == 0 ? needed : Math.max(needed, Math.max(FIRST_ROOM, 2 * keptBytes));
      kept = Arrays.copyOf(kept, Math.min(room, AttemptReport.MAX_ANSWER));
    }
    bytes.getBytes(bytes.readerIndex(), kept, keptBytes, taken);
    keptBytes = needed;
  }

  /** The connection or stream ended. */
  void closed() {
    if (!ended) {
      String when =
          status == 0
              ? "before it answered"
              : "after " + readBytes + " bytes of the answer's body, which is not whole";
      fail(new Failed(Failure.RESET, "the receiver closed the connection " + when));
    }
  }

  /** The connection or stream broke. */
  void broke(Throwable cause) {
    if (!ended) {
      fail(Failed.talking(cause, status != 0));
    }
  }

  /** Ends it with {@code why}. */
  void fail(Failed why) {
    if (!ended) {
      ended = true;
      listener.failed(this, why);
      cancelStream();
    }
  }

  /** Ends it because the receiver certainly did not process it. */
  void unprocessed(Failed why) {
    if (!ended) {
      ended = true;
      listener.unprocessed(this, why);
      cancelStream();
    }
  }

  private void end() {
    ended = true;
    listener.answered(this);
  }

  private void cancelStream() {
    Runnable cancelling = canceller;
    if (cancelling != null) {
      cancelling.run();
    }
  }
}
