package io.posthorn.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.config.ConfigException;
import io.posthorn.delivery.call.RequestStyle;
import io.posthorn.message.Durations;
import io.posthorn.message.TargetUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file of async-http-post, with the names of its last version or of that of July
 * 2016, and with options of our own, which the original passes over.
 */
public final class RelayFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_CONCURRENCY = 1000;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
  private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
  private static final String SCHEME = "http://";

  private final Path file;
  private final JsonNode root;
  private final Set<String> unknown = new TreeSet<>();

  private RelayFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
    root.fieldNames().forEachRemaining(unknown::add);
  }

  /**
   * What a file says.
   *
   * @param unknown keys that neither the original nor we know
   */
  public record Content(RelayConfig config, Set<String> unknown) {}

  /**
   * Reads {@code file}.
   *
   * @throws ConfigException in one sentence that names the key, what it is and what was expected
   */
  public static Content read(Path file) {
    JsonNode root;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(file + " is too large (expected: async-http-post's file)");
      }
      root = new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          file + " is not there (expected: async-http-post's default.conf, here or as argument)",
          e);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new ConfigException(
          file + " is no JSON: " + e.getOriginalMessage() + " (line " + line + ")", e);
    } catch (IOException e) {
      throw new ConfigException(file + " can't be read: " + e.getMessage(), e);
    }
    if (!root.isObject()) {
      throw new ConfigException(file + " is no JSON object (expected: async-http-post's file)");
    }
    return new RelayFile(file, root).content();
  }

  private Content content() {
    String password = text("redis_auth", "redis_passwd");
    Duration timeout = duration("http_timeout", DEFAULT_TIMEOUT, MIN_TIMEOUT, MAX_TIMEOUT);
    var config =
        new RelayConfig(
            required("redis_host", "redis_ip"),
            number("redis_port", null, 1, 65_535),
            password == null || password.isEmpty() ? null : password,
            required("redis_list_key", "redis_queue_key"),
            timeout,
            urls(),
            options());
    return new Content(config, Set.copyOf(unknown));
  }

  private RelayConfig.Options options() {
    RelayConfig.Options usual = RelayConfig.Options.DEFAULT;
    boolean ordered = flag("ordered", usual.ordered());
    int concurrency = number("concurrency", usual.concurrency(), 1, MAX_CONCURRENCY);
    if (ordered && concurrency > 1) {
      throw wrong("concurrency", Integer.toString(concurrency), "1 where ordered is true");
    }
    Duration hour = Duration.ofHours(1);
    Duration cap = duration("retry_cap", usual.retryCap(), Duration.ofMillis(1), hour);
    Duration first = duration("retry_first", usual.retryFirst(), Duration.ofMillis(1), hour);
    return new RelayConfig.Options(
        number("prefetch", usual.prefetch(), 1, RelayConfig.MAX_PREFETCH),
        concurrency,
        ordered,
        style(),
        choice("nested", "empty", "json").equals("json"),
        first,
        cap,
        root.has("log") ? (Boolean) flag("log", true) : null);
  }

  private RequestStyle style() {
    boolean old = choice("http_version", "1.0", "1.1").equals("1.0");
    boolean kept = flag("keep_alive", false);
    if (old && kept) {
      throw wrong("keep_alive", "true", "false unless http_version is 1.1");
    }
    return old ? RequestStyle.PLAIN_1_0 : kept ? RequestStyle.PLAIN_KEPT : RequestStyle.PLAIN_1_1;
  }

  private List<String> urls() {
    unknown.remove("post_urls");
    unknown.remove("push_list");
    List<String> urls = new ArrayList<>();
    JsonNode list = root.path("post_urls");
    JsonNode old = root.path("push_list");
    if (list.isArray()) {
      for (int i = 0; i < list.size(); i++) {
        urls.add(url("post_urls[" + i + "].url", list.get(i).path("url")));
      }
    } else if (!list.isMissingNode() || !old.isObject()) {
      throw wrong("post_urls", shown(list), "[{\"url\": \"http://...\"}, ...]");
    } else {
      old.properties().forEach(e -> urls.add(url("push_list." + e.getKey(), e.getValue())));
    }
    if (urls.size() > RelayConfig.MAX_URLS) {
      throw wrong("post_urls", urls.size() + " urls", "at most " + RelayConfig.MAX_URLS);
    }
    return urls;
  }

  /** The original does without the scheme, too. */
  private String url(String name, JsonNode node) {
    if (!node.isTextual() || node.textValue().isEmpty()) {
      throw wrong(name, shown(node), "like http://127.0.0.1/path");
    }
    String written = node.textValue();
    String url = written.contains("://") ? written : SCHEME + written;
    try {
      return TargetUrl.parse(url).raw();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name + ": " + e.getMessage() + ", in " + file, e);
    }
  }

  private String required(String name, String old) {
    String text = text(name, old);
    if (text == null || text.isEmpty()) {
      throw wrong(name, shown(root.path(name)), "some text");
    }
    return text;
  }

  private @Nullable String text(String name, String old) {
    unknown.remove(old);
    String text = text(name);
    return text == null && root.has(old) ? scalar(old) : text;
  }

  private @Nullable String text(String name) {
    unknown.remove(name);
    return root.has(name) ? scalar(name) : null;
  }

  private String scalar(String name) {
    JsonNode node = root.path(name);
    if (!node.isValueNode() || node.isNull()) {
      // Not shown: it may be the password.
      throw wrong(name, "no text or number", "one");
    }
    return node.asText();
  }

  private int number(String name, @Nullable Integer usual, int least, int most) {
    String text = text(name);
    if (text == null && usual != null) {
      return usual;
    }
    int number = text != null && text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    if (number < least || number > most) {
      throw wrong(name, text == null ? "not set" : "'" + text + "'", least + " to " + most);
    }
    return number;
  }

  private boolean flag(String name, boolean usual) {
    return choice(name, Boolean.toString(usual), Boolean.toString(!usual)).equals("true");
  }

  private String choice(String name, String usual, String other) {
    String text = text(name);
    String chosen = text == null ? usual : text.toLowerCase(Locale.ROOT);
    if (!chosen.equals(usual) && !chosen.equals(other)) {
      throw wrong(name, "'" + text + "'", usual + " or " + other);
    }
    return chosen;
  }

  private Duration duration(String name, Duration usual, Duration least, Duration most) {
    String text = text(name);
    if (text == null) {
      return usual;
    }
    String expected = Durations.format(least) + " to " + Durations.format(most);
    Duration duration;
    try {
      duration = Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(name, "'" + text + "'", expected);
    }
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw wrong(name, "'" + text + "'", expected);
    }
    return duration;
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "not set" : "'" + node + "'";
  }

  private ConfigException wrong(String name, String what, String expected) {
    return new ConfigException(name + ": " + what + " (expected: " + expected + "), in " + file);
  }
}
