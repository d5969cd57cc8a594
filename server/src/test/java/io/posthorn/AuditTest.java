package io.posthorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.posthorn.ServerFixture.Made;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What operators do is written down, and what is secret is not. */
@Timeout(60)
class AuditTest {
  private static final Made OPERATOR = Made.key("ops", "operator", "*");

  private final Logger logger = (Logger) LoggerFactory.getLogger("posthorn.audit");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  @Test
  void actionsAreNoted_withKeyQueueAndResult() {
    try (var server =
        ServerFixture.start(
            folder, List.of(OPERATOR), "httpsqs.auth=sesame", "htq.appKey=k", "htq.appToken=t")) {
      server.send(OPERATOR.text(), "POST", "/v1/queues/mail/messages", "x");
      server.send(OPERATOR.text(), "GET", "/v1/queues/mail", null);
      assertNoted(
          server, "POST", "/v1/queues/mail/pause", "action=PAUSE_QUEUE queue=mail", "result=200");
      assertNoted(
          server, "POST", "/v1/queues/none/purge", "action=PURGE_QUEUE queue=none", "result=404");
      assertNoted(
          server, "DELETE", "/v1/queues/mail", "action=DELETE_QUEUE queue=mail", "result=403");
      assertNoted(
          server,
          "DELETE",
          "/v1/queues/mail/messages/key:a%0Ab?secret=sesame",
          "action=CANCEL_MESSAGE queue=mail path=/v1/queues/mail/messages/key:a%0Ab",
          "result=400");
      lines.list.clear();
      server.send(null, "GET", "/?name=a%0Ab&opt=reset&auth=sesame", null);
      await().until(() -> !lines.list.isEmpty());
      assertThat(lines.list.get(0).getFormattedMessage())
          .isEqualTo(
              "key=httpsqs from=127.0.0.1 action=HTTPSQS_RESET queue=a%0Ab path=/"
                  + " result=HTTPSQS_RESET_OK");
    }
  }

  private void assertNoted(
      ServerFixture server, String method, String target, String action, String result) {
    lines.list.clear();
    server.send(OPERATOR.text(), method, target, null);
    await().until(() -> !lines.list.isEmpty());
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getFormattedMessage())
        .startsWith("key=ops from=127.0.0.1 " + action)
        .endsWith(result)
        .doesNotContain(OPERATOR.text(), "sesame", "\n");
  }
}
