package io.posthorn.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.delivery.call.Failure;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.message.Body;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayLogTest {
  private static final Body ITEM = Body.of("{\"a\":\"b % \u00ff\"}".getBytes(ISO_8859_1));

  @TempDir Path folder;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2016-12-21T11:39:00Z"));

  @Test
  void lines_areThoseOfTheOriginal() throws IOException {
    Path logs = folder.resolve("log");
    try (var log = RelayLog.open(logs, now::get, ZoneId.of("Asia/Shanghai"))) {
      log.called("http://a.test/x", ITEM, answer(200, "one\r\ntwo\n"), true);
      log.called("http://b.test/", ITEM, answer(204, "none"), false);
      now.set(Instant.parse("2016-12-21T16:00:01Z"));
      log.called("http://b.test/", ITEM, failure(), false);
      log.failed("redis auth failed; ");
    }

    assertThat(read(logs.resolve("info.20161221.log")))
        .isEqualTo(
            "2016/12/21 19:39:00 | INFO | http_post | http://a.test/x | {\"a\":\"b % \u00ff\"} |"
                + " one\rtwo\n"
                + "2016/12/21 19:39:00 | INFO | http_post | http://b.test/ | {\"a\":\"b % \u00ff\"} |"
                + " HTTP Status Code: 204\n");
    assertThat(read(logs.resolve("error.20161221.log")))
        .isEqualTo(
            "2016/12/21 19:39:00 | ERROR | post | http://b.test/ | {\"a\":\"b % \u00ff\"} |"
                + " HTTP Status Code: 204\n");
    assertThat(read(logs.resolve("info.20161222.log")))
        .isEqualTo(
            "2016/12/22 00:00:01 | INFO | http_post | http://b.test/ | {\"a\":\"b % \u00ff\"} |"
                + " Invalid response\n");
    assertThat(read(logs.resolve("error.20161222.log")))
        .isEqualTo(
            "2016/12/22 00:00:01 | ERROR | post | http://b.test/ | {\"a\":\"b % \u00ff\"} |"
                + " Invalid response\n"
                + "2016/12/22 00:00:01 | ERROR | start | redis auth failed; \n");
  }

  @Test
  void item_isShownUpToItsFirstMegabyte() throws IOException {
    Path logs = folder.resolve("log");
    try (var log = RelayLog.open(logs, now::get, ZoneId.of("UTC"))) {
      log.called("http://a.test/x", Body.of(new byte[3 << 20]), answer(200, "ok"), true);
    }

    assertThat(read(logs.resolve("info.20161221.log")))
        .isEqualTo(
            "2016/12/21 11:39:00 | INFO | http_post | http://a.test/x | "
                + "\u0000".repeat(1 << 20)
                + " | ok\n");
  }

  private static Outcome answer(int status, String body) {
    return new Outcome(
        status, null, null, true, Body.ofUtf8(body), List.of(), Duration.ofMillis(1));
  }

  private static Outcome failure() {
    return new Outcome(
        0, Failure.CONNECT, "refused", false, Body.EMPTY, List.of(), Duration.ofMillis(1));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, ISO_8859_1);
  }
}
