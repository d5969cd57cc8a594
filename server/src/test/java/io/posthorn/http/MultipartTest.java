package io.posthorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MultipartTest {
  @Test
  void fields_areWrittenAsNodeDoes() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("b", "2");
    fields.put("a", "订\r\n单");
    Multipart form = Multipart.of(fields, new Random(1));
    assertThat(form.contentType()).matches("multipart/form-data;boundary=-{26}[0-9]{24}");
    String boundary = "--" + form.contentType().substring("multipart/form-data;boundary=".length());
    assertThat(form.body().utf8())
        .isEqualTo(
            boundary
                + "\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n2\r\n"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n订\r\n单\r\n"
                + boundary
                + "--\r\n");
  }

  @Test
  void noFields_areAnEmptyBody() {
    assertThat(Multipart.of(Map.of(), new Random(1)).body().size()).isZero();
  }

  @Test
  void names_cannotEndTheirHeader() {
    String body = Multipart.of(Map.of("a\"\r\nX: y", "1"), new Random(1)).body().utf8();
    assertThat(body).contains("name=\"a%22%0D%0AX: y\"\r\n\r\n1");
  }
}
