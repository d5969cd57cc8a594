package io.posthorn.cli.bench;

import java.nio.ByteBuffer;
import java.util.List;

/** Sends the same requests in turn, for ever. */
final class FixedDialogue implements Dialogue {
  private final Operation operation;
  private final ByteBuffer[] requests;
  private final Judge judge;
  private int next;

  /**
   * @param requests shared with other dialogues; never changed
   * @param first which one comes first
   */
  FixedDialogue(Operation operation, List<ByteBuffer> requests, int first, Judge judge) {
    this.operation = operation;
    this.requests = requests.stream().map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
    this.next = first % this.requests.length;
    this.judge = judge;
  }

  @Override
  public ByteBuffer next(long intended) {
    ByteBuffer request = requests[next];
    next = next + 1 == requests.length ? 0 : next + 1;
    return request.rewind();
  }

  @Override
  public Operation operation() {
    return operation;
  }

  @Override
  public int judge(ResponseReader answer) {
    return judge.judge(answer);
  }
}
