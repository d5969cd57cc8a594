package io.posthorn.cli.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reserves, then acks what it got, on one queue. */
final class ReserveAckDialogue implements Dialogue {
  private static final String RECEIPT = "\"receipt\":\"";

  private final RequestBytes requests;
  private final String path;
  private final ByteBuffer reserve;
  private final List<String> receipts = new ArrayList<>();
  private boolean settling;

  /**
   * @param path of the queue
   * @param limit most messages of a reserve
   */
  ReserveAckDialogue(RequestBytes requests, String path, int limit) {
    this.requests = requests;
    this.path = path;
    this.reserve =
        RequestBytes.direct(
            requests.of("POST", path + "/reserve?limit=" + limit + "&lease=60s", "", new byte[0]));
  }

  @Override
  public ByteBuffer next(long intended) {
    settling = !receipts.isEmpty();
    return settling ? ByteBuffer.wrap(settle()) : reserve.rewind();
  }

  private byte[] settle() {
    var body = new StringBuilder("{\"settlements\":[");
    for (int i = 0; i < receipts.size(); i++) {
      body.append(i == 0 ? "" : ",")
          .append("{\"receipt\":\"")
          .append(receipts.get(i))
          .append("\",\"outcome\":\"ack\"}");
    }
    byte[] bytes = body.append("]}").toString().getBytes(ISO_8859_1);
    return requests.of("POST", path + "/settle", "Content-Type: application/json\r\n", bytes);
  }

  @Override
  public Operation operation() {
    return settling ? Operation.ACK : Operation.RESERVE;
  }

  @Override
  public int judge(ResponseReader answer) {
    if (settling) {
      int settled = receipts.size();
      receipts.clear();
      return answer.status() == 200 && !answer.body().contains("\"stale\"") ? settled : ERROR;
    }
    if (answer.status() != 200) {
      return ERROR;
    }
    String body = answer.body();
    for (int at = body.indexOf(RECEIPT); at >= 0; at = body.indexOf(RECEIPT, at)) {
      at += RECEIPT.length();
      receipts.add(body.substring(at, body.indexOf('"', at)));
    }
    return receipts.size();
  }
}
