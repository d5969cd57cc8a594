package io.posthorn.delivery.call;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.posthorn.message.Header;
import java.util.List;
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
    return call.style().plain() ? plain(call, options) : usual(call, options);
  }

  private static FullHttpRequest usual(Call call, CallerOptions options) {
    FullHttpRequest request = empty(call, options, HttpVersion.HTTP_1_1);
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
    authorize(headers, call, options);
    if (hasBody(call)) {
      headers.add("Content-Length", Integer.toString(call.body().size()));
    }
    return request;
  }

  /** Over TLS, where HTTP/2 may be spoken, the connection is kept whatever the style. */
  private static FullHttpRequest plain(Call call, CallerOptions options) {
    boolean old = call.style() == RequestStyle.PLAIN_1_0 && !call.url().secure();
    FullHttpRequest request =
        empty(call, options, old ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1);
    HttpHeaders headers = request.headers();
    headers.add("Host", call.url().host() + ':' + call.url().port());
    List<Header> own =
        call.headers().stream().filter(header -> !OF_CONNECTION.contains(header.name())).toList();
    int length = hasBody(call) ? call.body().size() : -1;
    for (Header header : own) {
      if (length >= 0 && header.is("Content-Type")) {
        headers.add("Content-Length", Integer.toString(length));
        length = -1;
      }
      headers.add(header.name(), header.wireValue());
    }
    if (length >= 0) {
      headers.add("Content-Length", Integer.toString(length));
    }
    authorize(headers, call, options);
    if (call.style().closes() && !call.url().secure()) {
      headers.add("Connection", "close");
    }
    return request;
  }

  /** With a body and without headers. */
  private static FullHttpRequest empty(Call call, CallerOptions options, HttpVersion version) {
    String path = call.url().pathAndQuery();
    byte[] body = call.body().bytes();
    return new DefaultFullHttpRequest(
        version,
        HttpMethod.valueOf(call.method()),
        isProxied(call, options) ? call.url().origin() + path : path,
        body.length == 0 ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body),
        UNCHECKED,
        UNCHECKED);
  }

  private static boolean isProxied(Call call, CallerOptions options) {
    return options.proxy() != null && !call.url().secure();
  }

  private static void authorize(HttpHeaders headers, Call call, CallerOptions options) {
    CallerOptions.Proxy proxy = options.proxy();
    if (proxy != null && proxy.authorization() != null && isProxied(call, options)) {
      headers.set("Proxy-Authorization", proxy.authorization());
    }
  }

  private static boolean hasBody(Call call) {
    return call.body().size() > 0 || WITH_BODY.contains(call.method());
  }
}
