package io.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A Posthorn started by its launcher as a user does. */
final class PosthornProcess implements AutoCloseable {
  static final Path LAUNCHER = Path.of("../bin/posthorn").toAbsolutePath().normalize();

  private static final Pattern READY =
      Pattern.compile("Posthorn (?:sink )?ready on (http://\\S+)\n");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final Path out;
  private final Path err;

  private PosthornProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it in {@code folder}, without waiting. */
  static PosthornProcess start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new PosthornProcess(builder.start(), out, err);
  }

  /** Starts it and waits until it serves. */
  static PosthornProcess serve(Path folder, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(args));
    PosthornProcess posthorn = start(folder, Map.of(), command);
    posthorn.awaitReady();
    return posthorn;
  }

  /** Waits for the ready line; answers the address in it. */
  String awaitReady() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive() || READY.matcher(out()).find());
    return address();
  }

  String address() {
    Matcher ready = READY.matcher(out());
    assertThat(ready.find()).as("ready line; stderr: %s", err()).isTrue();
    return ready.group(1);
  }

  HttpResponse<String> get(String target) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(address() + target)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String target, String body) throws IOException, InterruptedException {
    return client.send(
        post(target).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder post(String target) {
    return HttpRequest.newBuilder(URI.create(address() + target)).timeout(PATIENCE);
  }

  HttpClient client() {
    return client;
  }

  /** SIGTERM; answers the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return awaitExit();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit();
  }

  int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  /** Leaves nothing running, whatever the test came to. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
