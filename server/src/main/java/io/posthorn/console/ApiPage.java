package io.posthorn.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.posthorn.http.Exchange;
import io.posthorn.http.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves the description of the API as a page to read, below {@code /docs/}. It has no script. Made
 * in the background when it is first asked for.
 */
public final class ApiPage implements Protocol {
  /** Where the page is. */
  public static final String PATH = "/docs/";

  /** The files that it is made of, below this package's resources. */
  static final List<String> FILES = List.of("icon.svg", "base.css", "docs.css");

  private final Supplier<byte[]> document;
  private final Executor maker;
  private final PageServer server;
  private @Nullable CompletableFuture<PageFiles> files;

  /** Makes the page of {@code document}, OpenAPI 3.1 in YAML, on {@code maker}. */
  public ApiPage(Supplier<byte[]> document, Executor maker) {
    this.document = document;
    this.maker = maker;
    server = new PageServer(PATH, this::files);
  }

  @Override
  public void handle(Exchange exchange) {
    exchange.route("docs");
    server.handle(exchange);
  }

  @Override
  public List<String> warmUp() {
    return List.of();
  }

  private synchronized CompletableFuture<PageFiles> files() {
    CompletableFuture<PageFiles> made = files;
    if (made == null) {
      made = CompletableFuture.supplyAsync(() -> make(document.get()), maker);
      files = made;
    }
    return made;
  }

  private static PageFiles make(byte[] document) {
    SortedMap<String, byte[]> contents = new TreeMap<>();
    for (String name : FILES) {
      contents.put(name, ConsoleFiles.own(name));
    }
    try {
      JsonNode root = YAMLMapper.builder().build().readTree(document);
      contents.put(PageFiles.PAGE, ApiHtml.of(root).getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PageFiles(contents);
  }
}
