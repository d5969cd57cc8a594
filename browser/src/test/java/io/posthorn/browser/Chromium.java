package io.posthorn.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The machine's own Chromium, driven by Playwright, which would otherwise download one. One for all
 * tests of a class, as a static extension of it.
 */
final class Chromium implements BeforeAllCallback, AfterAllCallback {
  private static final String MISSING =
      "no Chromium here (expected: CHROMIUM naming one, or the package chromium installed)";

  private Playwright playwright;
  private Browser browser;

  /** It, as long as the tests of a class run. */
  Browser browser() {
    return Objects.requireNonNull(browser, "not started");
  }

  /** Starts it. Where there is none, continuous integration fails and others skip the test. */
  @Override
  public void beforeAll(ExtensionContext context) {
    Path program =
        Stream.of(
                System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"),
                "/usr/bin/chromium-browser",
                "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    if (program == null) {
      if (System.getenv("CI") != null) {
        Assertions.fail(MISSING);
      }
      Assumptions.abort(MISSING);
    }
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    // A container's root may not make the sandbox; what is shown is our own.
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(program)
                    .setArgs(List.of("--no-sandbox", "--force-color-profile=srgb")));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    // Its browsers go with it.
    if (playwright != null) {
      playwright.close();
    }
  }
}
