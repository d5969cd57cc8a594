package io.posthorn.protocol.httpsqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.http.RawConnection;
import io.posthorn.http.RawConnection.RawReply;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTPSQS beside what else a main listener serves. */
@Timeout(60)
class MainListenerTest {
  private final HttpsqsServer server = new HttpsqsServer();
  private RawConnection client;

  @BeforeEach
  void connect() throws IOException {
    client = new RawConnection(server.main(null).port());
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void requests_ofBothKindsAlternateOnOneConnection() throws IOException {
    for (int i = 1; i <= 3; i++) {
      RawReply put =
          client.send("POST /?name=q&opt=put HTTP/1.1\r\nContent-Length: 2\r\n\r\nm" + i).receive();
      assertThat(put.header("Pos")).isEqualTo(Integer.toString(i));
      assertThat(put.headerLines()).hasSize(6).contains("Connection: keep-alive");
      assertThat(
              client
                  .send("POST /v1/queues/q/messages HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")
                  .receive()
                  .text())
          .isEqualTo("native 3\n");
      assertThat(client.send("GET ?name=q&opt=get HTTP/1.1\r\n\r\n").receive().text())
          .isEqualTo("m" + i);
    }
  }

  @Test
  void unknownPath_is404() throws IOException {
    for (String path : new String[] {"/foo", "/v1", "/v2/queues", "//", "/V1/queues"}) {
      RawReply reply = client.send("GET " + path + "?name=q&opt=get HTTP/1.1\r\n\r\n").receive();
      assertThat(reply.status()).as(path).isEqualTo(404);
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(reply.text()).contains("\"code\":\"not-found\"");
    }
  }

  @Test
  void browser_seesAPage_clientsDoNot() throws IOException {
    String browser = "Accept: text/html,application/xhtml+xml;q=0.9\r\n\r\n";
    assertThat(client.send("GET / HTTP/1.1\r\n" + browser).receive().text()).startsWith("Posthorn");
    assertThat(client.send("GET /? HTTP/1.1\r\n" + browser).receive().text())
        .isEqualTo("HTTPSQS_ERROR");
    assertThat(client.send("GET /?name=q&opt=get HTTP/1.1\r\n" + browser).receive().text())
        .isEqualTo("HTTPSQS_GET_END");
    assertThat(client.send("GET / HTTP/1.1\r\nAccept: */*\r\n\r\n").receive().text())
        .isEqualTo("HTTPSQS_ERROR");
    assertThat(client.send("POST / HTTP/1.1\r\n" + browser).receive().text())
        .isEqualTo("HTTPSQS_ERROR");
  }
}
