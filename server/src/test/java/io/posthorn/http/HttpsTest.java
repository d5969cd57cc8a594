package io.posthorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners that prove themselves. */
class HttpsTest extends HttpListenerFixture {
  private static final String NAMES = "dns:localhost,ip:127.0.0.1";

  @TempDir Path folder;

  @Test
  void requests_areServedOverTls_andSaySo() throws Exception {
    var server = io.posthorn.delivery.call.TlsFiles.create(folder, "server", NAMES);
    var listener = listen(tls(server.certificate, server.key, null));
    try (SSLSocket socket = connect(server.context(server), listener.port())) {
      assertThat(answer(socket, "GET /a?b=c HTTP/1.1\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200 OK")
          .contains("Strict-Transport-Security: max-age=", "GET /a b=c ");
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
    try (var plain = new RawConnection(listener.port())) {
      assertThatThrownBy(() -> plain.send("GET / HTTP/1.1\r\n\r\n").receive())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void connections_countFromTheirFirstMoment_notFromTheHandshakesEnd() throws Exception {
    var server = io.posthorn.delivery.call.TlsFiles.create(folder, "server", NAMES);
    var listener = listen(tls(server.certificate, server.key, null).withConnections(2));
    try (var first = new RawConnection(listener.port());
        var second = new RawConnection(listener.port())) {
      await().until(() -> listener.connections() == 2);
      try (var third = new RawConnection(listener.port())) {
        assertThat(third.endsWithin(5000)).isTrue();
      }
      assertThat(first.endsWithin(1)).isFalse();
      assertThat(second.endsWithin(1)).isFalse();
    }
    await().until(() -> listener.connections() == 0);
    try (SSLSocket socket = connect(server.context(server), listener.port())) {
      assertThat(answer(socket, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void clients_needACertificateOfTheClientCa() throws Exception {
    var server = io.posthorn.delivery.call.TlsFiles.create(folder, "server", NAMES);
    var client = io.posthorn.delivery.call.TlsFiles.create(folder, "client", NAMES);
    var other = io.posthorn.delivery.call.TlsFiles.create(folder, "other", NAMES);
    int port = listen(tls(server.certificate, server.key, client.certificate)).port();
    String get = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n";
    try (SSLSocket socket = connect(client.context(server), port)) {
      assertThat(answer(socket, get)).startsWith("HTTP/1.1 200 OK");
    }
    assertThatThrownBy(
            () -> {
              try (SSLSocket socket = connect(other.context(server), port)) {
                String answer = answer(socket, get);
                if (answer.isEmpty()) {
                  throw new IOException("closed");
                }
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void reload_takesNewFiles_andKeepsOldOnesWhileTheyMakeNoPair() throws Exception {
    var first = io.posthorn.delivery.call.TlsFiles.create(folder, "first", NAMES);
    var second = io.posthorn.delivery.call.TlsFiles.create(folder, "second", NAMES);
    Path certificate = Files.copy(first.certificate, folder.resolve("tls.crt"));
    Path key = Files.copy(first.key, folder.resolve("tls.key"));
    var listener = listen(tls(certificate, key, null));
    Certificate before = shown(first.context(first), listener.port());

    Files.copy(second.certificate, certificate, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(listener::reloadTls)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tls.key: " + key + " is not the key of the certificate");
    assertThat(shown(first.context(first), listener.port())).isEqualTo(before);

    Files.copy(second.key, key, StandardCopyOption.REPLACE_EXISTING);
    listener.reloadTls();
    for (int i = 0; i < 4; i++) {
      assertThat(shown(second.context(second), listener.port())).isNotEqualTo(before);
    }
  }

  @Test
  void files_thatCannotBeUsedAreNamed() throws Exception {
    var server = io.posthorn.delivery.call.TlsFiles.create(folder, "server", NAMES);
    Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
    assertRefused(tls(folder.resolve("none.crt"), server.key, null), "tls.certificate: ");
    assertRefused(tls(server.certificate, folder.resolve("none.key"), null), "tls.key: ");
    assertRefused(tls(nonsense, server.key, null), "tls.certificate or tls.key: ");
    assertRefused(tls(server.certificate, nonsense, null), "tls.certificate or tls.key: ");
    assertRefused(tls(server.certificate, server.key, nonsense), "tls.clientCa: ");
  }

  private void assertRefused(ListenerOptions options, String sentence) {
    assertThatThrownBy(() -> listen(options))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(sentence);
  }

  private static ListenerOptions tls(Path certificate, Path key, Path clientCa) {
    return ListenerOptions.on("127.0.0.1", 0).withTls(new TlsFiles(certificate, key, clientCa));
  }

  private static Certificate shown(SSLContext context, int port) throws IOException {
    try (SSLSocket socket = connect(context, port)) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private static SSLSocket connect(SSLContext context, int port) throws IOException {
    var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(10_000);
    socket.startHandshake();
    return socket;
  }

  private static String answer(SSLSocket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
