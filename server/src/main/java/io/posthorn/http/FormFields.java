package io.posthorn.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.ErrorDataDecoderException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.TooLongFormFieldException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.TooManyFormFieldsException;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a form, {@code multipart/form-data} or {@code application/x-www-form-urlencoded},
 * read as UTF-8 from a request's body. The values of a name that comes more than once are joined by
 * commas; files are passed over. Immutable.
 */
public final class FormFields {
  /** Most bytes of all names and values. */
  public static final int MAX_BYTES = 2 << 20;

  /** Most fields. */
  public static final int MAX_FIELDS = 1000;

  /** Most bytes of a body with files in it, which are read all the same. */
  private static final int MAX_BODY = 10 << 20;

  private static final String MULTIPART = "multipart/form-data";
  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=\"?[^\";\\s]", Pattern.CASE_INSENSITIVE);
  private static final String URLENCODED = "application/x-www-form-urlencoded";

  private final Map<String, String> values;

  private FormFields(Map<String, String> values) {
    this.values = values;
  }

  /** Whether {@code exchange} says that its body is a form. */
  public static boolean isForm(Exchange exchange) {
    String type = mediaType(exchange);
    return type.equals(MULTIPART) || type.equals(URLENCODED);
  }

  /**
   * Reads the form in {@code exchange}'s body.
   *
   * @throws FormException when it is none, or too large
   */
  public static FormFields read(Exchange exchange) throws FormException {
    byte[] body = exchange.body();
    if (body.length > MAX_BODY) {
      throw tooLarge();
    }
    if (mediaType(exchange).equals(MULTIPART)) {
      checkFrame(exchange, body);
    }
    HttpPostRequestDecoder decoder = null;
    try {
      decoder = decoder(exchange, body);
      return new FormFields(fields(decoder));
    } catch (TooManyFormFieldsException | TooLongFormFieldException e) {
      throw tooLarge();
    } catch (ErrorDataDecoderException | IOException | IllegalArgumentException e) {
      throw new FormException(400, "The form is malformed: " + e.getMessage());
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
    }
  }

  /** The value of that field; null when it did not come. */
  public @Nullable String get(String name) {
    return values.get(name);
  }

  /** All fields, in the order in which they first came. */
  public Map<String, String> values() {
    return values;
  }

  private static HttpPostRequestDecoder decoder(Exchange exchange, byte[] body) {
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, String.valueOf(contentType(exchange)));
    return new HttpPostRequestDecoder(
        new DefaultHttpDataFactory(false, UTF_8), request, UTF_8, MAX_FIELDS, MAX_BODY);
  }

  private static Map<String, String> fields(HttpPostRequestDecoder decoder)
      throws IOException, FormException {
    Map<String, String> fields = new LinkedHashMap<>();
    long bytes = 0;
    for (InterfaceHttpData data : decoder.getBodyHttpDatas()) {
      if (data instanceof Attribute attribute) {
        bytes += attribute.getName().length() + attribute.length();
        if (bytes > MAX_BYTES) {
          throw tooLarge();
        }
        fields.merge(attribute.getName(), attribute.getValue(), (a, b) -> a + ',' + b);
      }
    }
    return fields;
  }

  private static void checkFrame(Exchange exchange, byte[] body) throws FormException {
    if (!BOUNDARY.matcher(String.valueOf(contentType(exchange))).find()) {
      throw new FormException(400, "The form's Content-Type names no boundary.");
    }
    if (!isClosed(body)) {
      throw new FormException(400, "The form has no end.");
    }
  }

  /**
   * Whether a multipart body ends as one must: what follows its last part's boundary is {@code --}.
   */
  private static boolean isClosed(byte[] body) {
    int end = body.length;
    while (end > 0 && (body[end - 1] == '\r' || body[end - 1] == '\n' || body[end - 1] == ' ')) {
      end--;
    }
    return end >= 2 && body[end - 1] == '-' && body[end - 2] == '-';
  }

  private static FormException tooLarge() {
    return new FormException(413, "The form's fields are larger than this server accepts.");
  }

  private static String mediaType(Exchange exchange) {
    String type = contentType(exchange);
    if (type == null) {
      return "";
    }
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String contentType(Exchange exchange) {
    return exchange.header("Content-Type");
  }
}
