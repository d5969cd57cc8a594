package io.posthorn.console;

import io.posthorn.http.Exchange;
import io.posthorn.http.Protocol;
import io.posthorn.http.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console below {@code /console/}: files only. The page in the browser calls the native
 * API as any other client does, and may do what its user's key may do.
 *
 * <p>The files are read in the background when the first one is asked for: to digest and pack them
 * would take a good part of a start.
 */
public final class Console implements Protocol {
  /** Where the console is. */
  public static final String PATH = "/console/";

  private final Executor reader;
  private final PageServer server;
  private @Nullable CompletableFuture<PageFiles> files;

  /** Reads the files on {@code reader}, once. */
  public Console(Executor reader) {
    this.reader = reader;
    server = new PageServer(PATH, this::files);
  }

  private synchronized CompletableFuture<PageFiles> files() {
    CompletableFuture<PageFiles> reading = files;
    if (reading == null) {
      reading = CompletableFuture.supplyAsync(ConsoleFiles::read, reader);
      files = reading;
    }
    return reading;
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
