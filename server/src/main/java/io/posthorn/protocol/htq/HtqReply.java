package io.posthorn.protocol.htq;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.broker.ErrorCode;
import io.posthorn.http.Reply;
import java.util.List;

/** The original's replies: JSON as a text of type HTML, status 200 whatever happened. */
final class HtqReply {
  static final byte[] ADDED = result(0, "添加成功");

  /** To a task that says its name, and is there already. */
  static final byte[] THERE =
      "{\"error_code\":0,\"message\":\"添加成功\",\"duplicate\":true}".getBytes(UTF_8);

  static final byte[] DELETED = result(0, "删除成功");
  static final byte[] AUTH_FAILED = result(1000, "认证失败");
  static final byte[] ADD_FAILED = result(1001, "添加失败");
  static final byte[] QUEUE_EXISTS = result(1002, "队列名已经存在");
  static final byte[] QUEUE_MISSING = result(1003, "队列不存在，请先创建");
  static final byte[] DELETE_FAILED = result(1004, "删除失败");

  private static final String HTML = "text/html; charset=utf-8";

  private HtqReply() {}

  /** An answer of the API. */
  static Reply of(byte[] body) {
    return new Reply(
        200,
        null,
        List.of(
            "Access-Control-Allow-Origin",
            "*",
            "Access-Control-Allow-Credentials",
            "true",
            "Content-Type",
            HTML),
        body,
        false,
        false);
  }

  /** An answer of the API that tells the error {@code code} in the original's words. */
  static Reply refusal(byte[] body, ErrorCode code) {
    return of(body).refusing(code.code());
  }

  /** What {@code GET /} shows. */
  static Reply home() {
    return Reply.of(200, HTML, "HTQ".getBytes(UTF_8));
  }

  /** The answer to OPTIONS: the methods that a path has. */
  static Reply methods(String methods) {
    return new Reply(
        200,
        null,
        List.of("Allow", methods, "Content-Type", HTML),
        methods.getBytes(UTF_8),
        false,
        false);
  }

  /** A page on what is no request to the API. */
  static Reply page(int status, String text, String code) {
    String page =
        "<!DOCTYPE html>\n"
            + "<html lang=\"en\">\n"
            + "<head>\n"
            + "<meta charset=\"utf-8\">\n"
            + "<title>Error</title>\n"
            + "</head>\n"
            + "<body>\n"
            + "<pre>"
            + escaped(text)
            + "</pre>\n"
            + "</body>\n"
            + "</html>\n";
    return new Reply(
        status, null, List.of("Content-Type", HTML), page.getBytes(UTF_8), false, false, code);
  }

  static byte[] count(long count) {
    return ("{\"error_code\":0,\"count\":" + count + "}").getBytes(UTF_8);
  }

  /** To a task that says its name, and is refused: the code of the native API as well. */
  static byte[] addFailed(String code) {
    return ("{\"error_code\":1001,\"message\":\"添加失败\",\"code\":\"" + code + "\"}").getBytes(UTF_8);
  }

  private static byte[] result(int code, String message) {
    return ("{\"error_code\":" + code + ",\"message\":\"" + message + "\"}").getBytes(UTF_8);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
