package io.posthorn.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A newcomer's first quarter of an hour with the console. */
@Timeout(300)
class ConsoleTourIT {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1280,en,LIGHT", "1280,zh,DARK", "360,en,DARK", "360,zh,LIGHT"})
  void newcomer_findsTheWay(int width, String language, ColorScheme colours) throws Exception {
    String name = language + "-" + width;
    try (var posthorn = new Posthorn(folder);
        var receiver = new Receiver();
        var visitor = new Visitor(CHROMIUM, width, language, colours)) {
      var page = visitor.page;

      page.navigate(posthorn.address() + "/");
      assertThat(page.url()).endsWith("/console/");
      visitor.sees(page.getByText(visitor.text("overview.empty")));
      visitor.sees(page.getByText("curl -d 'hello' " + posthorn.address()));
      visitor.checksPage("the empty overview");

      createsQueue(visitor);
      sendsAndSeesItArrive(visitor, posthorn);
      visitor.checksPage("a queue");
      findsByKey(visitor);
      readsFailedDelivery(visitor, posthorn, receiver, name);
      redrives(visitor, receiver);
      pausesAndDoesNotPurge(visitor, posthorn);
      looksAround(visitor, posthorn, name);

      assertThat(visitor.complaints("/messages/key:nobody")).isEmpty();
    }
  }

  private static void createsQueue(Visitor visitor) {
    visitor.button("queue.create").first().click();
    visitor.field("queue.name").fill("orders");
    visitor.checksPage("the dialog");
    visitor.page.locator("dialog button[type=submit]").click();
    visitor.sees(visitor.heading("orders"));
  }

  private static void sendsAndSeesItArrive(Visitor visitor, Posthorn posthorn) {
    visitor.page.locator(".head").getByText(visitor.text("nav.send")).click();
    visitor.sees(visitor.heading(visitor.text("send.title")));
    assertThat(visitor.page.locator("#send-queue")).hasValue("orders");
    visitor.page.locator("#send-body").fill("{\"order\":123,\"paid\":false}");
    visitor.page.locator("#send-key").fill("order-123");
    visitor.checksPage("the form");
    visitor.page.locator("button[type=submit]").click();
    visitor.sees(visitor.page.getByText(visitor.text("send.done")));

    visitor.page.navigate(posthorn.address() + "/console/#/queues/orders");
    assertThat(visitor.number("state.ready")).hasText("1");
    posthorn.post("/v1/queues/orders/messages", "another");
    assertThat(visitor.number("state.ready")).hasText("2");
  }

  private static void findsByKey(Visitor visitor) {
    visitor.link("tab.messages").click();
    Locator find = visitor.field("messages.find");
    find.fill("nobody");
    find.press("Enter");
    visitor.sees(visitor.page.locator("#find-error"));
    find.fill("order-123");
    find.press("Enter");
    visitor.sees(visitor.heading("order-123"));
    visitor.sees(
        visitor.page.locator(
            ".j-key", new com.microsoft.playwright.Page.LocatorOptions().setHasText("\"order\"")));
    visitor.button("body.hex").click();
    visitor.sees(visitor.page.getByText("7b 22 6f 72 64 65 72"));
    visitor.checksPage("a message");
  }

  private static void readsFailedDelivery(
      Visitor visitor, Posthorn posthorn, Receiver receiver, String name) {
    for (int i = 1; i <= 24; i++) {
      posthorn.post("/v1/queues/mail/messages", "{\"to\":\"user" + i + "@example.com\"}");
      posthorn.post("/v1/queues/reminders/messages?delay=" + i + "h", "{\"order\":" + i + "}");
    }
    posthorn.post("/v1/queues/mail/reserve?limit=9&lease=5m", "");
    posthorn.put(
        "/v1/queues/hooks",
        "{\"mode\":\"push\",\"target\":{\"url\":\""
            + receiver.url()
            + "\"},"
            + "\"retry\":{\"first\":\"100ms\",\"cap\":\"100ms\"}}");
    visitor.page.navigate(posthorn.address() + "/console/#/queues/hooks/settings");
    visitor.field("config.retry.maxAttempts").fill("2");
    visitor.checksPage("the settings");
    visitor.page.getByText(visitor.text("settings.save", 1)).click();
    visitor.sees(visitor.page.locator(".toast"));
    posthorn.post("/v1/queues/hooks/messages?key=invoice-7", "{\"invoice\":7,\"total\":\"19.90\"}");

    assertThat(visitor.number("state.dead")).hasText("1");
    visitor.page.navigate(posthorn.address() + "/console/#/queues");
    visitor.sees(visitor.page.getByText(visitor.text("attention.title")));
    visitor.checksPage("the overview");
    visitor.picture("console-overview-" + name);
    visitor.link("attention.look").first().click();
    visitor.page.locator("td.row-head a").click();
    visitor.sees(visitor.page.getByText("HTTP 500"));
    visitor.page.locator(".timeline details").first().locator("summary").click();
    visitor.sees(visitor.page.getByText("the database is away"));
    visitor.checksPage("a dead message");
    visitor.picture("console-message-" + name);
  }

  private static void redrives(Visitor visitor, Receiver receiver) {
    receiver.repair();
    visitor.button("redrive.button").click();
    visitor.page.locator("dialog button[type=submit]").click();
    visitor.sees(visitor.page.locator(".head .state.consumed"));
    assertThat(visitor.page.locator(".timeline > li.ok")).hasCount(1);
  }

  private static void pausesAndDoesNotPurge(Visitor visitor, Posthorn posthorn) {
    visitor.page.navigate(posthorn.address() + "/console/#/queues/orders");
    visitor.button("queue.pause").click();
    visitor.page.locator("dialog button[type=submit]").click();
    visitor.sees(visitor.page.locator(".head").getByText(visitor.text("queue.paused")));

    Locator purge = visitor.button("queue.purge");
    purge.click();
    assertThat(visitor.page.locator("dialog .losses")).containsText(visitor.text("messages.n", 2));
    visitor.page.keyboard().press("Escape");
    assertThat(visitor.page.locator("dialog")).hasCount(0);
    assertThat(purge).isFocused();
    assertThat(visitor.number("state.ready")).hasText("2");
  }

  private static void looksAround(Visitor visitor, Posthorn posthorn, String name) {
    posthorn.put("/v1/topics/changes", "{\"queues\":[\"orders\",\"hooks\",\"nowhere\"]}");
    posthorn.put(
        "/v1/queues/reports/tasks/daily",
        "{\"url\":\"http://127.0.0.1:9/\",\"repeat\":{\"cron\":\"0 9 * * MON-FRI\",\"zone\":\"Asia/Shanghai\"}}");
    for (int i = 1; i <= 12; i++) {
      posthorn.post("/?name=legacy&opt=put&data=order" + i, "");
    }
    posthorn.post("/?name=legacy&opt=get", "");

    visitor.link("nav.topics").click();
    visitor.sees(visitor.page.getByText(visitor.text("topics.missing")));
    visitor.checksPage("the topics");
    visitor.link("nav.schedules").click();
    visitor.sees(visitor.page.getByText("0 9 * * MON-FRI (Asia/Shanghai)"));
    visitor.checksPage("the schedules");
    visitor.link("nav.positions").click();
    visitor.page.locator("td a.name").click();
    visitor.sees(visitor.page.getByText("order12"));
    visitor.page.locator("#position-from").fill("5");
    visitor.page.locator("form.tools button[type=submit]").click();
    assertThat(visitor.page.locator("tbody tr")).hasCount(8);
    visitor.checksPage("the positions");
    visitor.picture("console-positions-" + name);
    visitor.link("nav.queues").first().click();
    assertThat(visitor.page.locator("tbody tr")).hasCount(6);
    visitor.checksPage("the overview with all kinds of queues");
  }
}
