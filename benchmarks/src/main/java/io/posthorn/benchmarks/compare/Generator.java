package io.posthorn.benchmarks.compare;

import io.posthorn.cli.bench.Content;
import io.posthorn.cli.bench.Endpoint;
import io.posthorn.cli.bench.LoadGenerator;
import io.posthorn.cli.bench.Mix;
import io.posthorn.cli.bench.Outcome;
import io.posthorn.cli.bench.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What makes the requests: the product's own load generator, or wrk. */
enum Generator {
  /** {@code posthorn bench}, within this process. */
  BENCH {
    @Override
    Load run(int port, Work work, String queue, Duration duration)
        throws IOException, InterruptedException {
      Mix mix =
          work.httpsqs()
              ? (work.put() ? Mix.HTTPSQS_PUT : Mix.HTTPSQS_GET)
              : work.put() ? Mix.PUT : Mix.TAKE;
      Outcome outcome =
          new LoadGenerator(
                  new Endpoint("127.0.0.1", port, ""),
                  Traffic.closed(work.clients(), duration),
                  Content.of(mix, queue).with(1, SIZE, 1))
              .run(progress -> {});
      String problem =
          outcome.errors() == 0
              ? ""
              : outcome.errors() + " errors: " + outcome.details().firstError();
      String empty = outcome.empty() == 0 ? "" : outcome.empty() + " empty ";
      return new Load(outcome.requestsPerSecond(), outcome.requests(), empty + problem);
    }
  },
  /** wrk, where it is installed. */
  WRK {
    @Override
    Load run(int port, Work work, String queue, Duration duration)
        throws IOException, InterruptedException {
      Path script = Files.createTempFile("wrk", ".lua");
      try {
        boolean post = work.put() || !work.httpsqs();
        String body =
            work.put() ? "wrk.body = string.rep(\"a\", " + SIZE + ")\n" : "wrk.body = \"\"\n";
        Files.writeString(script, post ? "wrk.method = \"POST\"\n" + body : "");
        String url = "http://127.0.0.1:" + port + target(work, queue);
        String seconds = Math.max(1, Math.round(duration.toMillis() / 1e3)) + "s";
        String connections = String.valueOf(work.clients());
        Process wrk =
            new ProcessBuilder(
                    "wrk", "-t1", "-c", connections, "-d", seconds, "-s", script.toString(), url)
                .redirectErrorStream(true)
                .start();
        String text = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (wrk.waitFor() != 0) {
          throw new IOException("wrk failed: " + text);
        }
        return read(text);
      } finally {
        Files.delete(script);
      }
    }
  };

  /** Bytes of a message. */
  static final int SIZE = 100;

  private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([0-9.]+)");
  private static final Pattern TROUBLE = Pattern.compile("(Non-2xx.*|Socket errors.*)");

  /** Requests a second, requests, and what was wrong. */
  record Load(double rate, long requests, String problem) {}

  /** Puts load on a server of this machine. */
  abstract Load run(int port, Work work, String queue, Duration duration)
      throws IOException, InterruptedException;

  static String target(Work work, String queue) {
    if (work.httpsqs()) {
      return "/?name=" + queue + "&opt=" + (work.put() ? "put" : "get");
    }
    return "/v1/queues/" + queue + (work.put() ? "/messages" : "/take");
  }

  /** Reads what wrk prints. */
  static Load read(String text) throws IOException {
    Matcher total = TOTAL.matcher(text);
    Matcher rate = RATE.matcher(text);
    if (!total.find() || !rate.find()) {
      throw new IOException("wrk printed no rate: " + text);
    }
    Matcher trouble = TROUBLE.matcher(text);
    return new Load(
        Double.parseDouble(rate.group(1)),
        Long.parseLong(total.group(1)),
        trouble.find() ? trouble.group(1) : "");
  }
}
