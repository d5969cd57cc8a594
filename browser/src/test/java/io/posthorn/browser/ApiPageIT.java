package io.posthorn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of the API, as it is read. */
@Timeout(120)
class ApiPageIT {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1280,LIGHT", "360,DARK"})
  void reader_findsAnOperation(int width, ColorScheme colours) {
    try (var posthorn = new Posthorn(folder);
        var visitor = new Visitor(CHROMIUM, width, "en", colours)) {
      var page = visitor.page;
      page.navigate(posthorn.address() + "/console/");
      visitor.link("nav.api").click();
      page.waitForURL(posthorn.address() + "/docs/");
      visitor.checksPage("the API's page");

      page.keyboard().press("Tab");
      assertThat(page.locator(".skip")).isFocused();
      page.locator(".contents a[href='#reserve']").focus();
      page.keyboard().press("Enter");
      assertThat(page.url()).endsWith("/docs/#reserve");
      assertThat(page.locator("#reserve")).isInViewport();
      assertThat(page.locator("#reserve")).containsText("/v1/queues/{queue}/reserve");
      assertThat(visitor.complaints()).isEmpty();
    }
  }
}
