package io.posthorn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The overview of a server with 10,000 queues. */
@Timeout(300)
class ManyQueuesIT {
  private static final int QUEUES = 10_000;

  /** The goal is one second; a machine that is busy or slow gets four. */
  private static final double MOST_MILLIS = 4_000;

  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @TempDir Path folder;

  @Test
  void overview_isThereAtOnce() {
    try (var posthorn = new Posthorn(folder);
        var visitor = new Visitor(CHROMIUM, 1280, "en", ColorScheme.LIGHT)) {
      for (int i = 0; i < QUEUES; i++) {
        posthorn.put("/v1/queues/queue-%05d".formatted(i), "{}");
      }
      var page = visitor.page;
      // What a page has cost is counted from its navigation on, by its own clock.
      page.navigate(posthorn.address() + "/console/");
      page.locator("tbody tr").first().waitFor();
      double millis = ((Number) page.evaluate("performance.now()")).doubleValue();
      System.out.printf("overview of %,d queues after %.0f ms%n", QUEUES, millis);
      assertThat(millis).isLessThan(MOST_MILLIS);

      page.locator("#prefix").fill("queue-0999");
      assertThat(page.locator("tbody tr")).hasCount(10);
      visitor.checksPage("the overview");
      assertThat(visitor.complaints()).isEmpty();
    }
  }
}
