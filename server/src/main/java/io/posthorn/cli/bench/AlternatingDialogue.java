package io.posthorn.cli.bench;

import java.nio.ByteBuffer;

/** Two dialogues in turn: put, take, put, take... */
final class AlternatingDialogue implements Dialogue {
  private final Dialogue first;
  private final Dialogue second;
  private Dialogue current;

  AlternatingDialogue(Dialogue first, Dialogue second) {
    this.first = first;
    this.second = second;
    this.current = second;
  }

  @Override
  public ByteBuffer next(long intended) {
    current = current == first ? second : first;
    return current.next(intended);
  }

  @Override
  public Operation operation() {
    return current.operation();
  }

  @Override
  public int judge(ResponseReader answer) {
    return current.judge(answer);
  }
}
