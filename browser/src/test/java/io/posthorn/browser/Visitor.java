package io.posthorn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Somebody with a browser, who reads one language; notes whatever goes wrong in it. */
final class Visitor implements AutoCloseable {
  private static final double PATIENCE_MILLIS = 30_000;
  private static final int NARROW = 600;
  private static final String NOTE_VIOLATIONS =
      "addEventListener('securitypolicyviolation',"
          + " (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))";
  private static final String SERIOUS =
      "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
          + ".filter((v) => v.impact === 'serious' || v.impact === 'critical')"
          + ".map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)";
  private static final Path PICTURES =
      Path.of(System.getProperty("posthorn.pictures", "target/pictures"));

  final Page page;
  private final BrowserContext context;
  private final Map<String, String> texts;
  private final List<String> wrong = new ArrayList<>();

  Visitor(Chromium chromium, int width, String language, ColorScheme colours) {
    texts = texts(language);
    context =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(width, width < NARROW ? 740 : 800)
                    .setLocale(language.equals("zh") ? "zh-CN" : "en-GB")
                    .setTimezoneId("Europe/Berlin")
                    .setColorScheme(colours));
    context.addInitScript(NOTE_VIOLATIONS);
    page = context.newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            wrong.add(message.text() + " " + message.location());
          }
        });
    page.onPageError(error -> wrong.add("thrown: " + error));
    com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout(
        PATIENCE_MILLIS);
  }

  /** A text of the console in the visitor's language. */
  String text(String key) {
    String text = texts.get(key);
    assertThat(text).as(key).isNotNull();
    return text;
  }

  /** The same with {@code {n}} replaced, singular or plural. */
  String text(String key, int n) {
    String[] forms = text(key).split(" \\| ");
    return forms[n == 1 ? 0 : forms.length - 1].replace("{n}", Integer.toString(n));
  }

  Locator button(String key) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(text(key)).setExact(true));
  }

  Locator link(String key) {
    return page.getByRole(
        AriaRole.LINK, new Page.GetByRoleOptions().setName(text(key)).setExact(true));
  }

  Locator field(String key) {
    return page.getByLabel(text(key), new Page.GetByLabelOptions().setExact(true));
  }

  Locator heading(String text) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(text).setLevel(1));
  }

  /** The number in a strip of them beside that label. */
  Locator number(String key) {
    return page.locator("dl.strip > div")
        .filter(
            new Locator.FilterOptions()
                .setHas(page.getByText(text(key), new Page.GetByTextOptions().setExact(true))))
        .locator("dd");
  }

  void sees(Locator what) {
    assertThat(what.first()).isVisible();
  }

  /** Holds the page to what people with and without sight need, and to the width of the window. */
  void checksPage(String name) {
    page.evaluate(AXE);
    @SuppressWarnings("unchecked")
    List<String> findings = (List<String>) page.evaluate(SERIOUS);
    assertThat(findings).as("accessibility of %s", name).isEmpty();
    Object overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth");
    assertThat(((Number) overflow).intValue()).as("overflow of %s", name).isLessThanOrEqualTo(0);
  }

  /** What is on the screen, but for what is said for some seconds only. */
  void picture(String name) {
    page.evaluate("document.querySelector('.toasts').style.display = 'none'");
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    page.evaluate("document.querySelector('.toasts').style.display = ''");
  }

  /** What the browser complained about so far, but for failed requests for {@code expected}. */
  List<String> complaints(String... expected) {
    return wrong.stream()
        .filter(complaint -> Stream.of(expected).noneMatch(complaint::contains))
        .toList();
  }

  @Override
  public void close() {
    context.close();
  }

  private static final String AXE = resource("axe.min.js");

  private static Map<String, String> texts(String language) {
    try {
      return new ObjectMapper()
          .readValue(
              resource("io/posthorn/console/" + language + ".json"), new TypeReference<>() {});
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String resource(String path) {
    try (InputStream in = Visitor.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new AssertionError(path + " is not on the class path");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
