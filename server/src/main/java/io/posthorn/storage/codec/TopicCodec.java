package io.posthorn.storage.codec;

import io.posthorn.message.QueueName;
import io.posthorn.message.Topic;
import java.util.ArrayList;

/** The row of a topic. Format 1: version byte, the number of queues, their names. */
public final class TopicCodec {
  /** The format that is written. */
  public static final int VERSION = 1;

  private TopicCodec() {}

  /** The row of {@code topic}. */
  public static byte[] encode(Topic topic) {
    var out = new ByteWriter(64);
    out.u8(VERSION).number(topic.queues().size());
    topic.queues().forEach(queue -> out.block(queue.bytes()));
    return out.toBytes();
  }

  /** The topic called {@code name} whose row is {@code row}. */
  public static Topic decode(QueueName name, byte[] row) {
    var in = new ByteReader(row);
    Versions.expect("topic", in.u8(), VERSION);
    var queues = new ArrayList<QueueName>();
    for (int left = in.integer(); left > 0; left--) {
      queues.add(QueueName.ofBytes(in.block()));
    }
    return new Topic(name, queues);
  }
}
