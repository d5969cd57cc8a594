package io.posthorn.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Makes the dialogues of a run; the bytes of equal requests are shared among them. */
final class Dialogues {
  private final Endpoint endpoint;
  private final Content content;
  private final RequestBytes requests;
  private final IntFunction<Dialogue> clients;

  Dialogues(Endpoint endpoint, Content content, boolean keepAlive) {
    this.endpoint = endpoint;
    this.content = content;
    this.requests = new RequestBytes(endpoint, keepAlive, content.raw().headers());
    this.clients = clients();
  }

  /** The dialogue of the client numbered {@code i}. */
  Dialogue client(int i) {
    return clients.apply(i);
  }

  /** LONG_POLL: the dialogue of the producer numbered {@code i}. */
  Dialogue producer(int i) {
    int size = Math.max(content.size(), HandOver.STAMP);
    byte[] body = letters(size);
    byte[][] puts =
        IntStream.range(0, content.queues())
            .mapToObj(q -> requests.of("POST", path(q) + "/messages", "", body))
            .toArray(byte[][]::new);
    return new HandOver.Producer(puts, i, size);
  }

  private IntFunction<Dialogue> clients() {
    return switch (content.mix()) {
      case PUT -> fixed(Operation.PUT, this::put, Judge.success(1));
      case TAKE -> fixed(Operation.TAKE, this::take, Judge::take);
      case PUT_TAKE ->
          alternating(
              fixed(Operation.PUT, this::put, Judge.success(1)),
              fixed(Operation.TAKE, this::take, Judge::take));
      case RESERVE_ACK ->
          i -> new ReserveAckDialogue(requests, path(i % content.queues()), content.lines());
      case BATCH -> fixed(Operation.BATCH, this::batch, Judge.success(content.lines()));
      case HTTPSQS_PUT -> fixed(Operation.PUT, this::httpsqsPut, Judge::httpsqsPut);
      case HTTPSQS_GET -> fixed(Operation.TAKE, this::httpsqsGet, Judge::httpsqsGet);
      case HTTPSQS ->
          alternating(
              fixed(Operation.PUT, this::httpsqsPut, Judge::httpsqsPut),
              fixed(Operation.TAKE, this::httpsqsGet, Judge::httpsqsGet));
      case LONG_POLL -> i -> new HandOver.Consumer(longPoll(i % content.queues()));
      case RAW -> fixed(Operation.REQUEST, q -> raw(), Judge.success(1));
    };
  }

  private IntFunction<Dialogue> fixed(
      Operation operation, IntFunction<byte[]> request, Judge judge) {
    int different = content.mix() == Mix.RAW ? 1 : content.queues();
    List<ByteBuffer> shared =
        IntStream.range(0, different).mapToObj(q -> RequestBytes.direct(request.apply(q))).toList();
    return i -> new FixedDialogue(operation, shared, i, judge);
  }

  private static IntFunction<Dialogue> alternating(
      IntFunction<Dialogue> first, IntFunction<Dialogue> second) {
    return i -> new AlternatingDialogue(first.apply(i), second.apply(i));
  }

  private byte[] put(int q) {
    return requests.of("POST", path(q) + "/messages", "", letters(content.size()));
  }

  private byte[] take(int q) {
    return requests.of("POST", path(q) + "/take", "", new byte[0]);
  }

  private byte[] longPoll(int q) {
    String target = path(q) + "/take?wait=" + content.poll().toMillis() + "ms";
    return requests.of("POST", target, "", new byte[0]);
  }

  private byte[] batch(int q) {
    String line = "{\"body\":\"" + new String(letters(content.size()), ISO_8859_1) + "\"}\n";
    byte[] body = line.repeat(content.lines()).getBytes(ISO_8859_1);
    return requests.of(
        "POST", path(q) + "/messages/batch", "Content-Type: application/x-ndjson\r\n", body);
  }

  private byte[] httpsqsPut(int q) {
    return requests.of("POST", httpsqs(q, "put"), "", letters(content.size()));
  }

  private byte[] httpsqsGet(int q) {
    return requests.of("GET", httpsqs(q, "get"), "", new byte[0]);
  }

  private byte[] raw() {
    Content.Raw raw = content.raw();
    return requests.of(raw.method(), raw.path(), "", raw.body().getBytes(ISO_8859_1));
  }

  private String httpsqs(int q, String opt) {
    String auth = content.raw().auth();
    return endpoint.base()
        + "/?name="
        + content.queueName(q)
        + "&opt="
        + opt
        + (auth.isEmpty() ? "" : "&auth=" + auth);
  }

  private String path(int q) {
    return endpoint.base() + "/v1/queues/" + content.queueName(q);
  }

  /** Bytes that no protocol needs to escape. */
  static byte[] letters(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) ('a' + i % 26);
    }
    return bytes;
  }
}
