package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.ServerFixture.Made;
import io.posthorn.http.RawConnection;
import io.posthorn.http.RawConnection.RawReply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web pages of other sites in the browser of somebody whom a server without keys trusts. */
@Timeout(60)
class ForeignPageTest {
  private static final String POST = "POST /v1/queues/q/messages HTTP/1.1\r\n";
  private static final String HTQ = "POST /api/addTask HTTP/1.1\r\n";
  private static final String GET = "GET /?name=q&opt=put&data=x HTTP/1.1\r\n";

  @TempDir Path folder;

  @Test
  void requestsOfOtherSites_areRefused() throws IOException {
    try (var server = start()) {
      String host = "Host: 127.0.0.1:" + server.port() + "\r\n";
      for (String request : List.of(POST, GET, HTQ)) {
        for (String header :
            List.of(
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://127.0.0.1:9")) {
          RawReply reply = send(server, request + host + header + "\r\n");
          assertThat(reply.status()).as(request + header).isEqualTo(403);
        }
        for (String header :
            List.of(
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: none",
                "Origin: http://127.0.0.1:" + server.port(),
                "X: y")) {
          RawReply reply = send(server, request + host + header + "\r\n");
          assertThat(reply.status()).as(request + header).isLessThan(300);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:1218", "EVIL.EXAMPLE.", "127.0.0.1.evil.example"})
  void namesOfOtherSites_thatLeadHereAreRefused(String host) throws IOException {
    try (var server = start()) {
      RawReply reply = send(server, POST + "Host: " + host + "\r\n");
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.text()).contains("\"code\":\"cross-site\"");
      assertThat(send(server, GET + "Host: " + host + "\r\n").status()).isEqualTo(403);
      assertThat(send(server, HTQ + "Host: " + host + "\r\n").status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:1218",
        "127.0.0.1",
        "[::1]:1218",
        "posthorn",
        "a.localhost",
        "db.internal:1218",
        ""
      })
  void namesOfThisMachine_areServed(String host) throws IOException {
    try (var server = start()) {
      assertThat(send(server, POST + "Host: " + host + "\r\n").status()).isEqualTo(201);
      assertThat(send(server, GET + "Host: " + host + "\r\n").status()).isEqualTo(200);
      assertThat(send(server, HTQ + "Host: " + host + "\r\n").status()).isEqualTo(200);
    }
  }

  @Test
  void withKeys_nothingIsSentByItself_soNothingIsRefusedForItsOrigin() throws IOException {
    Made key = Made.key("a", "admin", "*");
    try (var server = ServerFixture.start(folder, List.of(key))) {
      String headers = "Host: queue.example\r\nOrigin: https://app.example\r\n";
      assertThat(send(server, POST + headers).status()).isEqualTo(401);
      String authorization = "Authorization: Bearer " + key.text() + "\r\n";
      assertThat(send(server, POST + headers + authorization).status()).isEqualTo(201);
    }
  }

  /** A server without keys. */
  private ServerFixture start() {
    return ServerFixture.start(folder, List.of(), "htq.appKey=key", "htq.appToken=token");
  }

  private static RawReply send(ServerFixture server, String head) throws IOException {
    try (var client = new RawConnection(server.port())) {
      return client.send(head + "Content-Length: 1\r\n\r\nx").receive();
    }
  }
}
