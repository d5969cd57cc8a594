package io.posthorn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import io.posthorn.access.KeyText;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The console of a server that asks for keys. */
@Timeout(300)
class ConsoleSignInIT {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @TempDir Path folder;

  @Test
  void key_opensWhatItMayAndIsKeptOutOfAddresses() {
    var random = new SecureRandom();
    String admin = KeyText.create("boss", random);
    String viewer = KeyText.create("guest", random);
    String keys = "boss admin * " + KeyText.hash(admin) + ";guest viewer * " + KeyText.hash(viewer);
    try (var posthorn = new Posthorn(folder, "access.keys=" + keys);
        var visitor = new Visitor(CHROMIUM, 1280, "en", ColorScheme.LIGHT)) {
      posthorn.useKey(admin);
      posthorn.put("/v1/queues/orders", "{}");
      var page = visitor.page;

      page.navigate(posthorn.address() + "/console/#/queues/orders");
      visitor.sees(visitor.heading(visitor.text("signIn.title")));
      visitor.checksPage("the sign-in");
      visitor.field("signIn.key").fill("ph_nobody_0123456789");
      visitor.button("signIn.button").click();
      visitor.sees(page.getByText(visitor.text("signIn.refused")));

      visitor.field("signIn.key").fill(viewer);
      visitor.button("signIn.button").click();
      visitor.sees(visitor.heading("orders"));
      visitor.sees(page.locator("dl.strip"));
      assertThat(visitor.button("queue.purge")).hasCount(0);
      assertThat(visitor.button("queue.pause")).hasCount(0);
      assertThat(visitor.link("nav.send")).hasCount(0);
      page.reload();
      visitor.sees(visitor.heading("orders"));

      visitor.button("session.signOut").click();
      visitor.field("signIn.key").fill(admin);
      visitor.button("signIn.button").click();
      visitor.sees(visitor.button("queue.purge"));

      assertThat(page.url()).doesNotContain(admin).doesNotContain(viewer);
      assertThat((String) page.evaluate("JSON.stringify(localStorage) + document.cookie"))
          .doesNotContain("ph_");
      assertThat(visitor.complaints("401")).isEmpty();
    }
  }
}
