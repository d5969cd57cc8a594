package io.posthorn.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.posthorn.access.Identity;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormFieldsTest {
  private static final String BOUNDARY = "------------------------d74496d66958873e";
  private static final String MULTIPART = "multipart/form-data; boundary=" + BOUNDARY;
  private static final String URLENCODED = "application/x-www-form-urlencoded";

  @Test
  void multipart_asCurlSendsIt() throws FormException {
    String body =
        part("app_key", "k") + part("queue_name", "订单") + part("empty", "") + part("data", "[]");
    FormFields fields = read(MULTIPART, body + end());
    assertThat(fields.values()).containsOnlyKeys("app_key", "queue_name", "empty", "data");
    assertThat(fields.values().keySet()).containsExactly("app_key", "queue_name", "empty", "data");
    assertThat(fields.get("queue_name")).isEqualTo("订单");
    assertThat(fields.get("empty")).isEmpty();
    assertThat(fields.get("missing")).isNull();
  }

  @Test
  void multipart_keepsBytesOfValuesThatLookLikeBoundaries() throws FormException {
    String value = "a\r\n--" + BOUNDARY.substring(1) + "\r\nb--\r\n\r\n";
    assertThat(read(MULTIPART, part("x", value) + end()).get("x")).isEqualTo(value);
  }

  @Test
  void repeatedNames_areJoinedByCommas() throws FormException {
    assertThat(read(MULTIPART, part("q", "a") + part("q", "b") + end()).get("q")).isEqualTo("a,b");
    assertThat(read(URLENCODED, "q=a&p=x&q=b").get("q")).isEqualTo("a,b");
  }

  @Test
  void files_arePassedOver() throws FormException {
    String file =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\n"
            + "x".repeat(3 << 20)
            + "\r\n";
    assertThat(read(MULTIPART, part("a", "1") + file + part("b", "2") + end()).values())
        .containsOnlyKeys("a", "b");
  }

  @Test
  void urlencoded_isDecodedOnce() throws FormException {
    FormFields fields =
        read(
            URLENCODED + "; charset=UTF-8",
            "url=http%3A%2F%2Fh%2F%3Fa%3D1%26b%3D%252B&n=%E8%AE%A2+x&e=");
    assertThat(fields.get("url")).isEqualTo("http://h/?a=1&b=%2B");
    assertThat(fields.get("n")).isEqualTo("订 x");
    assertThat(fields.get("e")).isEmpty();
    assertThat(read(URLENCODED, "").values()).isEmpty();
  }

  @Test
  void fieldsBeyondTheirBound_are413() throws FormException {
    String most = "x".repeat(FormFields.MAX_BYTES - 10);
    assertThat(read(MULTIPART, part("a", most) + end()).get("a")).hasSize(most.length());
    assertStatus(413, MULTIPART, part("a", most) + part("b", "0123456789") + end());
    assertStatus(413, MULTIPART, part("a", "x".repeat(11 << 20)) + end());
    assertStatus(413, URLENCODED, "a=" + "x".repeat(FormFields.MAX_BYTES));
    assertStatus(413, URLENCODED, "a&".repeat(FormFields.MAX_FIELDS + 1) + "a");
  }

  @Test
  void brokenMultipart_is400() {
    assertStatus(400, MULTIPART, part("a", "1"));
    assertStatus(400, MULTIPART, (part("a", "1") + end()).substring(0, 90));
    assertStatus(400, MULTIPART, "nonsense");
    assertStatus(400, MULTIPART, "");
    assertStatus(400, "multipart/form-data", part("a", "1") + end());
    assertStatus(400, "multipart/form-data; boundary=", part("a", "1") + end());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%2", "a=%zz", "%=1"})
  void brokenUrlencoding_is400(String body) {
    assertStatus(400, URLENCODED, body);
  }

  @ParameterizedTest
  @CsvSource({
    "multipart/form-data; boundary=x,true",
    "Multipart/Form-Data;boundary=x,true",
    "application/x-www-form-urlencoded,true",
    "application/json,false",
    "multipart/mixed; boundary=x,false",
    ",false"
  })
  void isForm_goesByTheMediaType(String type, boolean form) {
    assertThat(FormFields.isForm(new Sent(type, ""))).isEqualTo(form);
  }

  private static void assertStatus(int status, String type, String body) {
    FormException e = catchThrowableOfType(FormException.class, () -> read(type, body));
    assertThat(e).as("%s", body.length() < 200 ? body : body.length() + " chars").isNotNull();
    assertThat(e.status()).isEqualTo(status);
    assertThatThrownBy(() -> read(type, body)).message().isNotBlank();
  }

  private static FormFields read(String type, String body) throws FormException {
    return FormFields.read(new Sent(type, body));
  }

  private static String part(String name, String value) {
    return "--"
        + BOUNDARY
        + "\r\nContent-Disposition: form-data; name=\""
        + name
        + "\"\r\n\r\n"
        + value
        + "\r\n";
  }

  private static String end() {
    return "--" + BOUNDARY + "--\r\n";
  }

  /** A POST. */
  private record Sent(String type, String text) implements Exchange {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String target() {
      return "/";
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public String query() {
      return null;
    }

    @Override
    public String header(String name) {
      return name.equals("Content-Type") ? type : null;
    }

    @Override
    public List<String> headers(String name) {
      return List.of();
    }

    @Override
    public InetAddress remote() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public Identity identity() {
      return null;
    }

    @Override
    public void identity(Identity identity) {}

    @Override
    public int minorVersion() {
      return 1;
    }

    @Override
    public boolean keepAlive() {
      return true;
    }

    @Override
    public CharSequence date() {
      return "";
    }

    @Override
    public byte[] body() {
      return text.getBytes(UTF_8);
    }

    @Override
    public void reply(Reply reply) {}

    @Override
    public void reply(Supplier<Reply> reply) {}

    @Override
    public void onGone(Runnable action) {}
  }
}
