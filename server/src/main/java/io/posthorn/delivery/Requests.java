package io.posthorn.delivery;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.posthorn.message.Header;
import java.util.Set;
import java.util.TreeSet;

/** Makes the request of a call: what the caller asked for, and nothing besides but the framing. */
final class Requests {
  /** Concern one connection or frame the request, which only its sender knows how to. */
  private static final Set<String> OF_CONNECTION = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    OF_CONNECTION.addAll(
        Set.of(
            "Connection",
            "Content-Length",
            "Expect",
            "Host",
            "HTTP2-Settings",
            "Keep-Alive",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade"));
  }

  /** Headers are checked where they are made. */
  private static final DefaultHttpHeadersFactory UNCHECKED =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private Requests() {}

  /** The request of {@code call}. */
  static FullHttpRequest of(Call call, CallerOptions options) {
    CallerOptions.Proxy proxy = options.proxy();
    boolean absolute = proxy != null && !call.url().secure();
    String path = call.url().pathAndQuery();
    byte[] body = call.body().bytes();
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(call.method()),
            absolute ? call.url().origin() + path : path,
            body.length == 0 ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body),
            UNCHECKED,
            UNCHECKED);
    HttpHeaders headers = request.headers();
    headers.add("Host", call.url().authority());
    boolean named = false;
    for (Header header : call.headers()) {
      if (!OF_CONNECTION.contains(header.name())) {
        named |= header.is("User-Agent");
        headers.add(header.name(), header.wireValue());
      }
    }
    if (!named) {
      headers.add("User-Agent", options.userAgent());
    }
    if (absolute && proxy != null && proxy.authorization() != null) {
      headers.set("Proxy-Authorization", proxy.authorization());
    }
    if (body.length > 0 || WITH_BODY.contains(call.method())) {
      headers.add("Content-Length", Integer.toString(body.length));
    }
    return request;
  }
}
