package io.posthorn.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.QueueName;
import io.posthorn.message.Topic;
import io.posthorn.storage.TopicCatalog;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every engine does with topics. */
interface TopicCatalogContract extends EngineDriver {
  private TopicCatalog topics() {
    return engine().topics();
  }

  private static QueueName name(int... bytes) {
    var name = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      name[i] = (byte) bytes[i];
    }
    return QueueName.ofBytes(name);
  }

  private static Topic topic(QueueName name, String... queues) {
    return new Topic(name, Arrays.stream(queues).map(QueueName::of).toList());
  }

  @Test
  default void topic_isMadeFoundReplacedAndDeleted() {
    QueueName name = QueueName.of("t");
    assertThat(topics().find(name).join()).isEmpty();
    assertThat(topics().put(topic(name, "b", "a")).join()).isTrue();
    assertThat(topics().find(name).join()).contains(topic(name, "b", "a"));
    assertThat(topics().put(topic(name, "c")).join()).isFalse();
    assertThat(topics().find(name).join()).contains(topic(name, "c"));
    assertThat(topics().delete(name).join()).isTrue();
    assertThat(topics().delete(name).join()).isFalse();
    assertThat(topics().find(name).join()).isEmpty();
    assertThat(topics().put(topic(name, "d")).join()).isTrue();
  }

  @Test
  default void topics_areNoQueues() {
    topics().put(topic(Q, "a", "q")).join();
    assertThat(queues().find(Q).join()).isEmpty();
    create();
    put("a");
    queues().delete(Q).join();
    assertThat(topics().find(Q).join()).contains(topic(Q, "a", "q"));
    assertThat(queues().list(QueueName.of(""), null, 9).join()).isEmpty();
  }

  @Test
  default void topics_areListedByUnsignedBytesAfterTheCursor() {
    List<QueueName> names =
        List.of(
            name(),
            name(0),
            name('a'),
            name('a', 0),
            name('a', 'b'),
            name('b'),
            name(0x7f),
            name(0x80),
            name(0xff),
            name(0xff, 0xff));
    for (int i = names.size() - 1; i >= 0; i--) {
      topics().put(topic(names.get(i), "q" + i)).join();
    }
    assertThat(topics().list(null, 100).join())
        .extracting(Topic::name)
        .containsExactlyElementsOf(names);
    assertThat(topics().list(null, 3).join())
        .extracting(Topic::name)
        .containsExactlyElementsOf(names.subList(0, 3));
    assertThat(topics().list(name('a'), 2).join())
        .containsExactly(topic(name('a', 0), "q3"), topic(name('a', 'b'), "q4"));
    assertThat(topics().list(name('a', 'a'), 1).join())
        .extracting(Topic::name)
        .containsExactly(name('a', 'b'));
    assertThat(topics().list(name(0xff, 0xff), 100).join()).isEmpty();
  }

  @Test
  default void topic_mayNameAsManyQueuesAsItMay() {
    QueueName longest = QueueName.ofBytes(new byte[QueueName.MAX_BYTES]);
    var queues =
        IntStream.range(0, Topic.MAX_QUEUES).mapToObj(i -> QueueName.of("queue " + i)).toList();
    topics().put(new Topic(longest, queues)).join();
    assertThat(topics().find(longest).join()).contains(new Topic(longest, queues));
  }
}
