package io.posthorn.client;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A Posthorn server, to its clients. Any thread may call; one for a program is enough, since its
 * connections are shared. It holds nothing that has to be closed.
 *
 * <pre>{@code
 * PosthornClient posthorn = PosthornClient.of("http://127.0.0.1:1218");
 * posthorn.producer("mail").enqueue(NewMessage.text("hello"));
 * for (LeasedMessage message : posthorn.consumer("mail").reserve(Poll.one())) {
 *   send(message.text());
 *   posthorn.consumer("mail").settle(message, Outcome.ack());
 * }
 * }</pre>
 *
 * <p>Names of queues and topics are text, in which {@code %} and two hexadecimal digits stand for a
 * byte: so names that are not UTF-8 are given and shown.
 */
public final class PosthornClient {
  private final Transport transport;

  private PosthornClient(Options options) {
    this.transport = new Transport(options);
  }

  /** A client of the server at {@code uri}, as in {@code http://127.0.0.1:1218}, with defaults. */
  public static PosthornClient of(String uri) {
    return builder(uri).build();
  }

  /** A client of the server at {@code uri}, to be configured. */
  public static Builder builder(String uri) {
    return new Builder(uri);
  }

  /** Puts messages into {@code queue}. */
  public Producer producer(String queue) {
    return new Producer(new AsyncProducer(transport, queue));
  }

  /** Gets messages out of a queue, or out of the first of several that has one. */
  public Consumer consumer(String... queues) {
    return new Consumer(new AsyncConsumer(transport, List.of(queues)));
  }

  /** Works on messages as they come, until it is closed. */
  public Worker work(WorkerOptions options, Handler handler) {
    return Worker.start(
        new AsyncConsumer(transport, options.queues()),
        options,
        requireNonNull(handler, "handler"));
  }

  /** Puts tasks into {@code queue}. */
  public Tasks tasks(String queue) {
    return new Tasks(new AsyncTasks(transport, queue));
  }

  /** Looks at the messages of {@code queue} and changes them. */
  public Messages messages(String queue) {
    return new Messages(new AsyncMessages(transport, queue));
  }

  /** Makes queues, looks at them and changes them. */
  public Queues queues() {
    return new Queues(new AsyncQueues(transport));
  }

  /** Makes topics and publishes to them. */
  public Topics topics() {
    return new Topics(new AsyncTopics(transport));
  }

  /** How a client is to be. Belongs to one thread. */
  public static final class Builder {
    private final String base;
    private @Nullable HttpClient http;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration timeout = Duration.ofSeconds(30);
    private int retries = 3;
    private int maxAnswer = 100 << 20;
    private @Nullable String apiKey;

    private Builder(String uri) {
      if (!isServer(uri)) {
        // What stands before an @ may be a password.
        String shown = uri.substring(uri.lastIndexOf('@') + 1);
        throw new IllegalArgumentException(
            "uri: '" + shown + "' (expected: like http://127.0.0.1:1218, without a user)");
      }
      this.base = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    private static boolean isServer(String text) {
      try {
        var uri = new URI(text);
        boolean http = "http".equalsIgnoreCase(uri.getScheme());
        return (http || "https".equalsIgnoreCase(uri.getScheme()))
            && uri.getHost() != null
            && uri.getRawUserInfo() == null
            && uri.getQuery() == null
            && uri.getFragment() == null;
      } catch (URISyntaxException e) {
        return false;
      }
    }

    /** Makes the requests; its connect timeout counts then. */
    public Builder http(HttpClient client) {
      http = client;
      return this;
    }

    /** Until a connection must stand; 5 s by default. */
    public Builder connectTimeout(Duration longest) {
      connectTimeout = Durations.atLeast("connectTimeout", longest, Duration.ofMillis(1));
      return this;
    }

    /** Until a whole answer must have come, on top of a long poll's wait; 30 s by default. */
    public Builder timeout(Duration longest) {
      timeout = Durations.atLeast("timeout", longest, Duration.ofMillis(1));
      return this;
    }

    /**
     * How often a request is repeated, after pauses of 0.1 to 5 s, that failed in a way that may
     * pass; 3 by default. Only those that are safe to repeat are: reads, settings of queues and
     * topics, schedules by cron or interval that are put by key, pause and resume, and enqueues
     * with an idempotency key.
     */
    public Builder retries(int most) {
      if (most < 0) {
        throw new IllegalArgumentException("retries: " + most + " (expected: 0 or more)");
      }
      retries = most;
      return this;
    }

    /** Longest body of an answer, in bytes; 100 MB by default. */
    public Builder maxAnswer(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("maxAnswer: " + bytes + " (expected: 1 or more)");
      }
      maxAnswer = bytes;
      return this;
    }

    /** A key that is sent with each request, as a bearer token. */
    public Builder apiKey(String key) {
      apiKey = Texts.secret("apiKey", key);
      return this;
    }

    /** The client. */
    public PosthornClient build() {
      HttpClient client = http;
      Executor threads =
          client == null ? Threads.cached() : client.executor().orElseGet(Threads::cached);
      if (client == null) {
        // HTTP/1.1: an offer to upgrade would be one header more with each request.
        client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .executor(threads)
                .build();
      }
      return new PosthornClient(
          new Options(base, client, threads, timeout, retries, maxAnswer, apiKey));
    }
  }
}
