package io.posthorn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Queues whose names are no plain text: each link leads to the queue that it names. */
@Timeout(300)
class StrangeNamesIT {
  private static final String TEXT = "own-%25FF";
  private static final String BYTE = "own-%FF";

  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @TempDir Path folder;

  @Test
  void links_leadToTheQueueThatTheyName() {
    try (var posthorn = new Posthorn(folder);
        var visitor = new Visitor(CHROMIUM, 1280, "en", ColorScheme.LIGHT)) {
      posthorn.put("/v1/queues/" + BYTE, "{}");
      posthorn.post("/v1/queues/" + TEXT + "/messages", "m");
      var page = visitor.page;
      page.navigate(posthorn.address() + "/console/");
      link(page, TEXT).click();
      assertThat(visitor.number("state.ready")).hasText("1");
      page.navigate(posthorn.address() + "/console/");
      link(page, BYTE).click();
      assertThat(visitor.number("state.ready")).hasText("0");

      page.navigate(posthorn.address() + "/console/");
      page.locator("#prefix").fill(BYTE);
      assertThat(page.locator("tbody tr")).hasCount(1);
      assertThat(visitor.complaints()).isEmpty();
    }
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
