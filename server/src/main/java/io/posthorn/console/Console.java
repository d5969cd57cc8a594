package io.posthorn.console;

import io.posthorn.http.Exchange;
import io.posthorn.http.Protocol;
import io.posthorn.http.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console below {@code /console/}: files only. The page in the browser calls the native
 * API as any other client does, and may do what its user's key may do.
 *
 * <p>The files are read in the background, so that no start waits for them; requests before that
 * do.
 */
public final class Console implements Protocol {
  /** Where the console is. */
  public static final String PATH = "/console/";

  /**
   * Scripts and styles from this server alone and none in the page itself, no forms, no frames
   * around it.
   */
  static final String POLICY =
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'";

  private static final String REVALIDATE = "no-cache";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final CompletableFuture<ConsoleFiles> files;

  /** Begins to read the files on {@code reader}. */
  public Console(Executor reader) {
    files = CompletableFuture.supplyAsync(ConsoleFiles::read, reader);
  }

  /** Sends a browser to the console. */
  public static Reply redirect() {
    return new Reply(
        302,
        null,
        List.of("Location", PATH, "Cache-Control", "no-store", "Vary", "Accept"),
        new byte[0],
        false,
        false);
  }

  @Override
  public void handle(Exchange exchange) {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      exchange.reply(error(405, "Only GET and HEAD.", "Allow", "GET, HEAD"));
    } else if (!exchange.path().startsWith(PATH)) {
      exchange.reply(redirect());
    } else {
      files.whenComplete(
          (ready, failure) ->
              exchange.reply(
                  failure == null
                      ? reply(exchange, ready)
                      : error(500, "The console could not be read: " + failure.getMessage())));
    }
  }

  @Override
  public List<String> warmUp() {
    return List.of();
  }

  private static Reply reply(Exchange exchange, ConsoleFiles files) {
    String path = exchange.path().substring(PATH.length());
    boolean page = path.isEmpty() || path.equals(ConsoleFiles.PAGE);
    @Nullable ConsoleFile file = page ? files.page() : files.at(path);
    if (file == null) {
      return error(404, "The console has no such file.");
    }
    boolean packed = accepts(exchange.header("Accept-Encoding"));
    // The two encodings of a file are two representations, so their tags differ.
    String tag = '"' + files.version() + (packed ? "-gzip\"" : "\"");
    List<String> headers = new ArrayList<>();
    headers.addAll(List.of("ETag", tag, "Cache-Control", page ? REVALIDATE : FOR_EVER));
    headers.addAll(List.of("Vary", "Accept-Encoding"));
    if (matches(exchange.header("If-None-Match"), tag)) {
      return new Reply(304, null, headers, new byte[0], false, false);
    }
    headers.addAll(List.of("Content-Type", file.type()));
    headers.addAll(guards());
    if (packed) {
      headers.addAll(List.of("Content-Encoding", "gzip"));
    }
    return new Reply(200, null, headers, packed ? file.packed() : file.bytes(), false, false);
  }

  /** What tells the browser to keep the console apart from everything else. */
  private static List<String> guards() {
    return List.of(
        "Content-Security-Policy",
        POLICY,
        "X-Content-Type-Options",
        "nosniff",
        "Referrer-Policy",
        "no-referrer",
        "Cross-Origin-Opener-Policy",
        "same-origin",
        "Cross-Origin-Resource-Policy",
        "same-origin");
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
    headers.addAll(List.of("X-Content-Type-Options", "nosniff"));
    headers.addAll(List.of(more));
    String code =
        status == 405 ? "method-not-allowed" : status == 404 ? "not-found" : "unavailable";
    return new Reply(status, null, headers, text.body(), false, false, code);
  }
}
