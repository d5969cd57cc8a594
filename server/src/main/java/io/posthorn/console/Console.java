package io.posthorn.console;

import io.posthorn.http.Exchange;
import io.posthorn.http.Protocol;
import io.posthorn.http.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

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

  private final PageServer server;

  /** Begins to read the files on {@code reader}. */
  public Console(Executor reader) {
    CompletableFuture<PageFiles> files = CompletableFuture.supplyAsync(ConsoleFiles::read, reader);
    server = new PageServer(PATH, () -> files);
  }

  /** Sends a browser to the console. */
  public static Reply redirect() {
    return PageServer.redirect(PATH);
  }

  @Override
  public void handle(Exchange exchange) {
    server.handle(exchange);
  }

  @Override
  public List<String> warmUp() {
    return List.of();
  }
}
