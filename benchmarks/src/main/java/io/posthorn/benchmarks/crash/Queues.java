package io.posthorn.benchmarks.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posthorn.benchmarks.process.Wire;
import io.posthorn.benchmarks.process.Wire.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What the clients say on the wire, and how they read the answers. */
final class Queues {
  static final String FIFO = "crash-fifo";
  static final String DELAYED = "crash-delayed";
  static final String LEASED = "crash-leased";
  static final String HTTPSQS = "crash-httpsqs";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Queues() {}

  /** An answer that no client should get. */
  static final class Unexpected extends RuntimeException {
    Unexpected(String what, Answer answer) {
      super(what + " answered " + answer.status() + ": " + cut(answer.body()));
    }

    private static String cut(String body) {
      return body.substring(0, Math.min(200, body.length()));
    }
  }

  /** Stores one message; returns its sequence. */
  static long put(Wire wire, String queue, String id, String parameters) throws IOException {
    Answer answer =
        wire.call("POST", "/v1/queues/" + queue + "/messages" + parameters, BodyText.of(id));
    expect(201, "enqueue", answer);
    return sequence(answer);
  }

  /** The sequence of the one message that {@code answer} says was stored. */
  static long sequence(Answer answer) throws IOException {
    return JSON.readTree(answer.body()).path("sequence").asLong();
  }

  /** Stores a batch; returns the sequences. */
  static List<Long> putAll(Wire wire, String queue, List<String> ids) throws IOException {
    var lines = new StringBuilder();
    for (String id : ids) {
      lines.append("{\"body\":\"").append(BodyText.of(id)).append("\"}\n");
    }
    Answer answer = wire.call("POST", "/v1/queues/" + queue + "/messages/batch", lines.toString());
    expect(201, "batch", answer);
    return sequences(answer, ids.size());
  }

  /** The sequences of the {@code count} messages that {@code answer} says were stored. */
  static List<Long> sequences(Answer answer, int count) throws IOException {
    var sequences = new ArrayList<Long>();
    JSON.readTree(answer.body())
        .path("messages")
        .forEach(node -> sequences.add(node.path("sequence").asLong()));
    if (sequences.size() != count) {
      throw new Unexpected("batch of " + count, answer);
    }
    return sequences;
  }

  /** Takes one message, raw; an empty list when there is none. */
  static List<Ledger.Got> takeOne(Wire wire, String queue, String parameters) throws IOException {
    Answer answer = wire.callRaw("POST", "/v1/queues/" + queue + "/take" + parameters, "");
    if (answer.status() == 204) {
      return List.of();
    }
    expect(200, "take", answer);
    if (answer.sequence() == null) {
      throw new Unexpected("take without Posthorn-Sequence", answer);
    }
    return List.of(new Ledger.Got(answer.body(), Long.parseLong(answer.sequence()), 0));
  }

  /** Takes up to {@code limit} messages. */
  static List<Ledger.Got> take(Wire wire, String queue, int limit, String wait) throws IOException {
    Answer answer =
        wire.call("POST", "/v1/queues/" + queue + "/take?limit=" + limit + "&wait=" + wait, "");
    expect(200, "take", answer);
    var got = new ArrayList<Ledger.Got>();
    for (JsonNode node : JSON.readTree(answer.body()).path("messages")) {
      got.add(new Ledger.Got(bodyOf(node), node.path("sequence").asLong(), 0));
    }
    return got;
  }

  /** A message under a lease. */
  record Leased(Ledger.Got got, String receipt) {}

  /** Leases up to {@code limit} messages. */
  static List<Leased> reserve(Wire wire, String queue, int limit, String lease, String wait)
      throws IOException {
    String target =
        "/v1/queues/" + queue + "/reserve?limit=" + limit + "&lease=" + lease + "&wait=" + wait;
    Answer answer = wire.call("POST", target, "");
    expect(200, "reserve", answer);
    var leased = new ArrayList<Leased>();
    for (JsonNode node : JSON.readTree(answer.body()).path("messages")) {
      var got =
          new Ledger.Got(
              bodyOf(node), node.path("sequence").asLong(), node.path("attempt").asInt());
      leased.add(new Leased(got, node.path("receipt").asText()));
    }
    return leased;
  }

  /** Settles leases; {@code outcome} is the JSON behind the receipt. Returns which were settled. */
  static List<Boolean> settle(Wire wire, String queue, List<String> receipts, String outcome)
      throws IOException {
    var body = new StringBuilder("{\"settlements\":[");
    for (int i = 0; i < receipts.size(); i++) {
      body.append(i == 0 ? "" : ",")
          .append("{\"receipt\":\"")
          .append(receipts.get(i))
          .append("\",")
          .append(outcome);
      body.append('}');
    }
    Answer answer =
        wire.call("POST", "/v1/queues/" + queue + "/settle", body.append("]}").toString());
    expect(200, "settle", answer);
    var settled = new ArrayList<Boolean>();
    JSON.readTree(answer.body())
        .path("results")
        .forEach(n -> settled.add(!"stale".equals(n.path("result").asText())));
    return settled;
  }

  /** Puts by HTTPSQS; returns the Pos. */
  static long httpsqsPut(Wire wire, String id) throws IOException {
    String body = BodyText.of(id).replace("|", "%7C");
    Answer answer = wire.callRaw("POST", "/?name=" + HTTPSQS + "&opt=put", body);
    if (!answer.body().equals("HTTPSQS_PUT_OK") || answer.position() == null) {
      throw new Unexpected("HTTPSQS put", answer);
    }
    return Long.parseLong(answer.position());
  }

  /** Gets by HTTPSQS; an empty list when there is nothing. */
  static List<Ledger.Got> httpsqsGet(Wire wire) throws IOException {
    Answer answer = wire.callRaw("GET", "/?name=" + HTTPSQS + "&opt=get", "");
    if (answer.body().equals("HTTPSQS_GET_END") && answer.position() == null) {
      return List.of();
    }
    if (answer.position() == null) {
      throw new Unexpected("HTTPSQS get", answer);
    }
    return List.of(new Ledger.Got(answer.body(), Long.parseLong(answer.position()), 0));
  }

  /** The put position of the HTTPSQS queue. */
  static long httpsqsPosition(Wire wire) throws IOException {
    Answer answer = wire.callRaw("GET", "/?name=" + HTTPSQS + "&opt=status_json", "");
    return JSON.readTree(answer.body()).path("putpos").asLong();
  }

  /**
   * Makes the queues that are missing. HTTPSQS makes its own; the number of its positions is
   * raised, so that no run laps.
   */
  static void make(Wire wire) throws IOException {
    for (String queue : List.of(FIFO, DELAYED, LEASED)) {
      if (wire.call("GET", "/v1/queues/" + queue, "").status() == 404) {
        expect(201, "PUT of a queue", wire.call("PUT", "/v1/queues/" + queue, ""));
      }
    }
    wire.callRaw("GET", "/?name=" + HTTPSQS + "&opt=maxqueue&num=1000000000", "");
  }

  /** Unfinished messages: ready, scheduled and leased. */
  static long unfinished(Wire wire, String queue) throws IOException {
    Answer answer = wire.call("GET", "/v1/queues/" + queue, "");
    if (answer.status() == 404) {
      return 0;
    }
    expect(200, "queue", answer);
    JsonNode node = JSON.readTree(answer.body());
    return number(node, "ready") + number(node, "scheduled") + number(node, "leased");
  }

  private static long number(JsonNode queue, String name) {
    JsonNode found = queue.findValue(name);
    if (found == null || !found.isNumber()) {
      throw new IllegalStateException("no statistic '" + name + "' in " + queue);
    }
    return found.asLong();
  }

  private static String bodyOf(JsonNode node) {
    JsonNode base64 = node.path("bodyBase64");
    return base64.isMissingNode()
        ? node.path("body").asText()
        : new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.ISO_8859_1);
  }

  private static void expect(int status, String what, Answer answer) {
    if (answer.status() != status) {
      throw new Unexpected(what, answer);
    }
  }
}
