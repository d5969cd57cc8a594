package io.posthorn.cli.sink;

import io.posthorn.StartException;
import io.posthorn.http.HttpListener;
import io.posthorn.http.HttpTransport;
import io.posthorn.http.ListenerOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** A running receiver that counts and prints what arrives. */
public final class Sink implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final SinkOptions options;
  private final PrintStream out;
  private final Totals totals;
  private final ScheduledThreadPoolExecutor scheduler;
  private final HttpTransport transport;
  private final @Nullable LinePrinter printer;
  private final HttpListener listener;

  private Sink(SinkOptions options, PrintStream out, InstantSource clock) throws IOException {
    this.options = options;
    this.out = out;
    totals = new Totals(SinkProtocol.MOST_IDS, options.failFirst() > 0);
    scheduler = new ScheduledThreadPoolExecutor(1, Sink::thread);
    scheduler.setRemoveOnCancelPolicy(true);
    printer = options.quiet() ? null : new LinePrinter(out);
    var protocol = new SinkProtocol(options, totals, printer, scheduler, clock);
    // One event loop does more than the senders it shares a small machine with.
    transport = HttpTransport.open(1, clock);
    try {
      listener = transport.listen(ListenerOptions.on(options.host(), options.port()), protocol);
    } catch (IOException e) {
      transport.close();
      throw e;
    }
  }

  /**
   * Starts one; returns when it accepts requests.
   *
   * @param out gets a line for each request, and the totals in the end
   * @param clock dates them
   * @throws StartException when the address cannot be bound
   */
  public static Sink start(SinkOptions options, PrintStream out, InstantSource clock) {
    try {
      return new Sink(options, out, clock);
    } catch (IOException e) {
      throw new StartException(StartException.Part.LISTENER, String.valueOf(e.getMessage()), e);
    }
  }

  private static Thread thread(Runnable runnable) {
    var thread = new Thread(runnable, "posthorn-sink-delay");
    thread.setDaemon(true);
    return thread;
  }

  /** Where it listens, as in {@code http://127.0.0.1:8080}. */
  public String address() {
    String host = options.host();
    return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + listener.port();
  }

  /** Stops, then prints the totals. Answers that are still held back are given up. */
  @Override
  public void close() {
    listener.stop(GRACE);
    scheduler.shutdownNow();
    transport.close();
    if (printer != null) {
      printer.close();
    }
    out.print(totals.text());
    out.flush();
  }
}
