package io.posthorn.console;

import io.posthorn.http.Exchange;
import io.posthorn.http.Reply;
import io.posthorn.http.SecurityHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves a page and its files below a path, to browsers that keep apart what is not of the page.
 */
final class PageServer {
  private static final String REVALIDATE = "no-cache";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final String path;
  private final Supplier<CompletableFuture<PageFiles>> files;

  /** Serves below {@code path}, which ends in a slash, what {@code files} answers. */
  PageServer(String path, Supplier<CompletableFuture<PageFiles>> files) {
    this.path = path;
    this.files = files;
  }

  void handle(Exchange exchange) {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      exchange.reply(error(405, "Only GET and HEAD.", "Allow", "GET, HEAD"));
    } else if (!exchange.path().startsWith(path)) {
      exchange.reply(redirect(path));
    } else {
      files
          .get()
          .whenComplete(
              (ready, failure) ->
                  exchange.reply(
                      failure == null
                          ? reply(exchange, ready)
                          : error(500, "The page could not be read: " + failure.getMessage())));
    }
  }

  /** Sends a browser to {@code path}. */
  static Reply redirect(String path) {
    return new Reply(
        302,
        null,
        List.of("Location", path, "Cache-Control", "no-store", "Vary", "Accept"),
        new byte[0],
        false,
        false);
  }

  private Reply reply(Exchange exchange, PageFiles ready) {
    String name = exchange.path().substring(path.length());
    boolean page = name.isEmpty() || name.equals(PageFiles.PAGE);
    @Nullable ConsoleFile file = page ? ready.page() : ready.at(name);
    if (file == null) {
      return error(404, "There is no such file.");
    }
    boolean packed = accepts(exchange.header("Accept-Encoding"));
    // The two encodings of a file are two representations, so their tags differ.
    String tag = '"' + ready.version() + (packed ? "-gzip\"" : "\"");
    List<String> headers = new ArrayList<>();
    headers.addAll(List.of("ETag", tag, "Cache-Control", page ? REVALIDATE : FOR_EVER));
    headers.addAll(List.of("Vary", "Accept-Encoding"));
    if (matches(exchange.header("If-None-Match"), tag)) {
      return new Reply(304, null, headers, new byte[0], false, false);
    }
    headers.addAll(List.of("Content-Type", file.type()));
    if (packed) {
      headers.addAll(List.of("Content-Encoding", "gzip"));
    }
    byte[] body = packed ? file.packed() : file.bytes();
    return SecurityHeaders.page(new Reply(200, null, headers, body, false, false));
  }

  private static boolean accepts(@Nullable String encodings) {
    return encodings != null && encodings.contains("gzip") && !encodings.contains("gzip;q=0");
  }

  private static boolean matches(@Nullable String tags, String tag) {
    return tags != null && (tags.equals("*") || tags.contains(tag));
  }

  private static Reply error(int status, String sentence, String... more) {
    Reply text = Reply.text(status, sentence);
    List<CharSequence> headers = new ArrayList<>(text.headers());
    headers.addAll(List.of(more));
    String code =
        status == 405 ? "method-not-allowed" : status == 404 ? "not-found" : "unavailable";
    return new Reply(status, null, headers, text.body(), false, false).refusing(code);
  }
}
