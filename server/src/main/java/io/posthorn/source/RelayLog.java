package io.posthorn.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.delivery.call.Failure;
import io.posthorn.delivery.call.Outcome;
import io.posthorn.message.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * async-http-post's log: {@code info.YYYYMMDD.log} with a line for each call, {@code
 * error.YYYYMMDD.log} with one for each that failed, by local time, appended and never deleted.
 * Lines are written by a thread of its own. Those for which its disk is too slow are left out, and
 * counted in the error log. For any thread.
 */
public final class RelayLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayLog.class);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
  private static final String SEPARATOR = " | ";
  private static final long MOST_BYTES = 16 << 20;

  /** Of an item; the original shows all of it, but this is kept in memory until it is written. */
  private static final int MOST_SHOWN = 1 << 20;

  private static final int OK = 200;
  private static final Duration STOPPING = Duration.ofSeconds(5);

  private record Line(Instant at, boolean info, byte[] text) {}

  private final Path folder;
  private final InstantSource clock;
  private final ZoneId zone;
  private final Thread thread = new Thread(this::run, "posthorn-relay-log");
  private final Deque<Line> waiting = new ArrayDeque<>();
  private long bytes;
  private long leftOut;
  private boolean closed;
  private boolean complained;

  private RelayLog(Path folder, InstantSource clock, ZoneId zone) {
    this.folder = folder;
    this.clock = clock;
    this.zone = zone;
    thread.setDaemon(true);
  }

  /** A log in {@code folder}, which is made with its first line. */
  public static RelayLog open(Path folder, InstantSource clock, ZoneId zone) {
    var log = new RelayLog(folder, clock, zone);
    log.thread.start();
    return log;
  }

  /** A call ended. */
  void called(String url, Body item, Outcome outcome, boolean delivered) {
    byte[] result = result(outcome);
    add(true, "INFO | http_post | ", url, item.bytes(), result);
    if (!delivered) {
      add(false, "ERROR | post | ", url, item.bytes(), result);
    }
  }

  /** Something other than a call failed. */
  void failed(String text) {
    failed(text, new byte[0], "");
  }

  /** As {@link #failed(String)}, with an item amid the text. */
  void failed(String before, byte[] item, String after) {
    var line = new ByteArrayOutputStream();
    line.writeBytes(("ERROR | start | " + before).getBytes(UTF_8));
    show(item, line);
    line.writeBytes(after.getBytes(UTF_8));
    add(new Line(clock.instant(), false, line.toByteArray()));
  }

  /** What the original writes of an answer: its body without line feeds, or why there is none. */
  private static byte[] result(Outcome outcome) {
    Failure failure = outcome.failure();
    if (failure == Failure.PROTOCOL || failure == Failure.DENIED) {
      return Objects.requireNonNullElse(outcome.detail(), "Invalid response").getBytes(UTF_8);
    }
    if (failure != null) {
      return "Invalid response".getBytes(UTF_8);
    }
    if (outcome.status() != OK) {
      return ("HTTP Status Code: " + outcome.status()).getBytes(UTF_8);
    }
    var joined = new ByteArrayOutputStream();
    for (byte b : outcome.answer().bytes()) {
      if (b != '\n') {
        joined.write(b);
      }
    }
    return joined.toByteArray();
  }

  private void add(boolean info, String start, String url, byte[] item, byte[] result) {
    var line = new ByteArrayOutputStream(256);
    line.writeBytes((start + url + SEPARATOR).getBytes(UTF_8));
    show(item, line);
    line.writeBytes(SEPARATOR.getBytes(UTF_8));
    line.writeBytes(result);
    add(new Line(clock.instant(), info, line.toByteArray()));
  }

  private static void show(byte[] item, ByteArrayOutputStream line) {
    line.write(item, 0, Math.min(item.length, MOST_SHOWN));
  }

  private synchronized void add(Line line) {
    if (closed || bytes + line.text().length > MOST_BYTES && !waiting.isEmpty()) {
      leftOut++;
      return;
    }
    bytes += line.text().length;
    waiting.add(line);
    notifyAll();
  }

  private void run() {
    try {
      for (var lines = next(); lines != null; lines = next()) {
        write(lines);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Deque<Line> next() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    if (waiting.isEmpty()) {
      return null;
    }
    if (leftOut > 0) {
      String text = "ERROR | start | " + leftOut + " lines are left out: the disk is too slow";
      waiting.add(new Line(clock.instant(), false, text.getBytes(UTF_8)));
      leftOut = 0;
    }
    var lines = new ArrayDeque<>(waiting);
    waiting.clear();
    bytes = 0;
    return lines;
  }

  private void write(Deque<Line> lines) {
    Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
    for (Line line : lines) {
      ZonedDateTime at = line.at().atZone(zone);
      String file = (line.info() ? "info." : "error.") + DAY.format(at) + ".log";
      var text = files.computeIfAbsent(file, name -> new ByteArrayOutputStream());
      text.writeBytes((TIME.format(at) + SEPARATOR).getBytes(UTF_8));
      text.writeBytes(line.text());
      text.write('\n');
    }
    files.forEach(this::append);
  }

  private void append(String file, ByteArrayOutputStream text) {
    try {
      Files.createDirectories(folder);
      Files.write(
          folder.resolve(file),
          text.toByteArray(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      complained = false;
    } catch (IOException e) {
      if (!complained) {
        complained = true;
        LOG.warn("{} can't be written: {}", folder.resolve(file), e.toString());
      }
    }
  }

  /** Writes what waits, for a few seconds at most. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(STOPPING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
