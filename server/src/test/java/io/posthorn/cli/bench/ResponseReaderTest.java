package io.posthorn.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
  private static final String OK =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello";

  private final ResponseReader reader = new ResponseReader();

  @Test
  void complete_readsStatusAndBody() {
    append(OK);

    assertThat(reader.complete()).isTrue();
    assertThat(reader.status()).isEqualTo(200);
    assertThat(reader.body()).isEqualTo("hello");
    assertThat(reader.close()).isFalse();
    assertThat(reader.bodyStartsWith("hel".getBytes(ISO_8859_1))).isTrue();
    assertThat(reader.bodyStartsWith("hello!".getBytes(ISO_8859_1))).isFalse();
  }

  @Test
  void complete_waitsForTheLastByteHoweverTheResponseIsCut() {
    for (int cut = 1; cut < OK.length(); cut++) {
      reader.clear();
      append(OK.substring(0, cut));
      assertThat(reader.complete()).as("first %d bytes", cut).isFalse();
      append(OK.substring(cut));
      assertThat(reader.complete()).as("cut at %d", cut).isTrue();
      assertThat(reader.body()).isEqualTo("hello");
    }
  }

  @Test
  void next_keepsWhatFollows() {
    append(
        OK
            + "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 500 x\r\ncontent-LENGTH:3\r\nConnection: Close\r\n\r\nabc");

    assertThat(reader.complete()).isTrue();
    reader.next();
    assertThat(reader.complete()).isTrue();
    assertThat(reader.status()).isEqualTo(204);
    assertThat(reader.bodyLength()).isZero();
    reader.next();
    assertThat(reader.complete()).isTrue();
    assertThat(reader.status()).isEqualTo(500);
    assertThat(reader.body()).isEqualTo("abc");
    assertThat(reader.close()).isTrue();
    reader.next();
    assertThat(reader.begun()).isFalse();
  }

  @Test
  void complete_skipsInterimResponses() {
    append("HTTP/1.1 100 Continue\r\n\r\n" + OK);

    assertThat(reader.complete()).isTrue();
    assertThat(reader.status()).isEqualTo(200);
  }

  @Test
  void header_findsNamesWhateverTheirCase() {
    append(OK);

    assertThat(reader.complete()).isTrue();
    assertThat(reader.header("content-type")).isEqualTo("text/plain");
    assertThat(reader.header("Content")).isNull();
  }

  @Test
  void append_growsWithTheBody() {
    append("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    assertThat(reader.complete()).isFalse();
    append("x".repeat(99_999));
    assertThat(reader.complete()).isFalse();
    append("y");

    assertThat(reader.complete()).isTrue();
    assertThat(reader.body()).hasSize(100_000).endsWith("xy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello hello hello\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n"
      })
  void complete_refusesWhatItCannotRead(String bytes) {
    append(bytes);

    assertThatThrownBy(reader::complete).isInstanceOf(ResponseReader.MalformedResponse.class);
  }

  private void append(String text) {
    reader.append(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
  }
}
