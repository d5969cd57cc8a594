package io.posthorn.protocol.httpsqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.http.RawConnection;
import io.posthorn.message.Body;
import io.posthorn.message.NewMessage;
import io.posthorn.message.QueueConfig;
import io.posthorn.message.QueueName;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ranges of positions, and queues that were made natively. */
@Timeout(60)
class HttpsqsViewTest {
  private final HttpsqsServer server = new HttpsqsServer();
  private RawConnection client;

  @BeforeEach
  void connect() throws IOException {
    client = new RawConnection(server.pure().port());
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private String get(String query) throws IOException {
    return client.send("GET /?name=v&" + query + " HTTP/1.1\r\n\r\n").receive().text();
  }

  private void put(int from, int to) throws IOException {
    for (int i = from; i <= to; i++) {
      assertThat(get("opt=put&data=m" + i)).isEqualTo("HTTPSQS_PUT_OK");
    }
  }

  private static String lines(String... posAndData) {
    var out = new StringBuilder();
    for (int i = 0; i < posAndData.length; i += 2) {
      out.append("{\"pos\":" + posAndData[i] + ",\"data\":\"" + posAndData[i + 1] + "\"}\n");
    }
    return out.toString();
  }

  @Test
  void range_readsForwardAndFromTheNewest() throws IOException {
    put(1, 5);
    get("opt=get");
    assertThat(get("opt=view&pos=1&num=2")).isEqualTo(lines("1", "m1", "2", "m2"));
    assertThat(get("opt=view&pos=4&num=10")).isEqualTo(lines("4", "m4", "5", "m5"));
    assertThat(get("opt=view&pos=6&num=10")).isEmpty();
    assertThat(get("opt=view&pos=1&num=2&order=desc")).isEqualTo(lines("5", "m5", "4", "m4"));
    assertThat(get("opt=view&pos=4&num=9&order=desc")).isEqualTo(lines("2", "m2", "1", "m1"));
    assertThat(get("opt=view&pos=6&num=9&order=desc")).isEmpty();
    assertThat(get("opt=view&pos=2&order=desc")).isEqualTo(lines("4", "m4"));
    assertThat(get("opt=view&pos=2&order=asc")).isEqualTo(lines("2", "m2"));
    assertThat(get("opt=view&pos=2")).isEqualTo("m2");
  }

  @Test
  void range_hasBounds() throws IOException {
    for (String bad : new String[] {"num=0", "num=1001", "num=-1", "num=x", "num=5&order=down"}) {
      assertThat(get("opt=view&pos=1&" + bad)).as(bad).isEqualTo("HTTPSQS_ERROR");
    }
    assertThat(get("opt=view&pos=0&num=1")).isEqualTo("HTTPSQS_ERROR");
    assertThat(get("opt=view&pos=1&num=1000&order=desc")).isEmpty();
    put(1, 250);
    assertThat(get("opt=view&pos=1&num=1000").lines()).hasSize(250);
    assertThat(get("opt=view&pos=1&num=240&order=desc").lines())
        .hasSize(240)
        .last()
        .isEqualTo("{\"pos\":11,\"data\":\"m11\"}");
  }

  @Test
  void range_newestFirstGoesOnInTheLapBefore() throws IOException {
    get("opt=maxqueue&num=10");
    put(1, 10);
    for (int i = 0; i < 8; i++) {
      get("opt=get");
    }
    put(11, 13);
    assertThat(get("opt=view&pos=1&num=5&order=desc"))
        .isEqualTo(lines("3", "m13", "2", "m12", "1", "m11", "10", "m10", "9", "m9"));
    assertThat(get("opt=view&pos=4&num=2&order=desc")).isEqualTo(lines("10", "m10", "9", "m9"));
    assertThat(get("opt=view&pos=9&num=10&order=desc")).isEqualTo(lines("5", "m5", "4", "m4"));
    assertThat(get("opt=view&pos=11&num=10&order=desc")).isEmpty();
    assertThat(get("opt=view&pos=2&num=3")).isEqualTo(lines("2", "m12", "3", "m13", "4", "m4"));
  }

  @Test
  void range_encodesWhatIsNotText() throws IOException {
    get("opt=put&data=%2522%0A%25FF");
    get("opt=put&data=%22%5C%0A%E4%BD%A0%00");
    assertThat(client.send("GET /?name=v&opt=view&pos=1&num=2 HTTP/1.1\r\n\r\n").receive().text())
        .isEqualTo(
            "{\"pos\":1,\"dataBase64\":\"Igr/\"}\n"
                + "{\"pos\":2,\"data\":\"\\\"\\\\\\n"
                + "\u00e4\u00bd\u00a0\\u0000\"}\n");
  }

  @Test
  void nativeQueue_hasSequencesForPositions() throws IOException {
    var queue = QueueName.of("v");
    server.broker.enqueue(queue, NewMessage.of(Body.ofUtf8("native")), QueueConfig.PULL).join();
    put(2, 3);
    assertThat(get("opt=status_json"))
        .isEqualTo(
            "{\"name\":\"v\",\"maxqueue\":1000000000,\"putpos\":3,\"putlap\":1,\"getpos\":0,\"getlap\":1,\"unread\":3}\n");
    assertThat(get("opt=view&pos=1&num=2&order=desc")).isEqualTo(lines("3", "m3", "2", "m2"));
    var first = client.send("GET /?name=v&opt=get HTTP/1.1\r\n\r\n").receive();
    assertThat(first.text()).isEqualTo("native");
    assertThat(first.header("Pos")).isEqualTo("1");
    assertThat(get("opt=view&pos=2")).isEqualTo("m2");
    assertThat(get("opt=view&pos=1")).isEmpty();
    assertThat(get("opt=status_json")).contains("\"getpos\":1,").contains("\"unread\":2}");
    assertThat(get("opt=reset")).isEqualTo("HTTPSQS_RESET_ERROR");
    assertThat(get("opt=maxqueue&num=100")).isEqualTo("HTTPSQS_MAXQUEUE_CANCEL");
  }
}
