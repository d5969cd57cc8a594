package io.posthorn.delivery.call;

import io.posthorn.message.TargetUrl;

/** What connections are pooled by: scheme, host in its one form, and port. */
record Origin(boolean secure, String host, int port) {
  static Origin of(TargetUrl url) {
    return new Origin(url.secure(), url.lookupHost(), url.port());
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
  }
}
