package io.posthorn.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The machine's own Chromium, driven by Playwright, which would otherwise download one. */
final class Chromium implements AutoCloseable {
  private static final String MISSING =
      "no Chromium here (expected: CHROMIUM naming one, or the package chromium installed)";

  final Browser browser;
  private final Playwright playwright;

  private Chromium(Path program) {
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

  /** Starts it. Where there is none, continuous integration fails and others skip the test. */
  static Chromium start() {
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
    return new Chromium(program);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
