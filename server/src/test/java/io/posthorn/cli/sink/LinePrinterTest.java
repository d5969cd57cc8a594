package io.posthorn.cli.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinePrinterTest {
  @Test
  void line_neverWaits_andTheNumberLeftOutIsPrinted() {
    var stuck = new CountDownLatch(1);
    var printing = new CountDownLatch(1);
    var out = new ByteArrayOutputStream();
    var terminal =
        new PrintStream(out, true, UTF_8) {
          @Override
          public void println(String line) {
            printing.countDown();
            try {
              stuck.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            super.println(line);
          }
        };
    try (var printer = new LinePrinter(terminal)) {
      printer.line("first");
      await().until(() -> printing.getCount() == 0);
      for (int i = 0; i < LinePrinter.BOUND + 7; i++) {
        printer.line("line");
      }
      stuck.countDown();
      await().until(() -> out.toString(UTF_8).contains("..."));
    }
    assertThat(out.toString(UTF_8))
        .hasLineCount(1 + LinePrinter.BOUND + 1)
        .endsWith("... 7 more that came faster than they could be printed\n");
  }
}
