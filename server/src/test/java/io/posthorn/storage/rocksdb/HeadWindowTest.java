package io.posthorn.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.message.Body;
import io.posthorn.message.Task;
import org.junit.jupiter.api.Test;

class HeadWindowTest {
  private static final int LIMIT = 1000;

  @Test
  void appended_countsTasksAndKeys() {
    var budget = new WindowBudget(LIMIT, Bounds.DEFAULT);
    var window = new HeadWindow(budget, true);
    window.appended(1, message(null, StoredTask.of(Task.to("http://a/" + "x".repeat(LIMIT)))));
    assertThat(budget.roomy()).isFalse();
    window.poll();
    assertThat(budget.roomy()).isTrue();
    window.appended(2, message("k".repeat(LIMIT), null));
    assertThat(budget.roomy()).isFalse();
    window.clear(true);
    budget.use(LIMIT - 1);
    assertThat(budget.roomy()).isTrue();
  }

  private static MessageRecord message(String key, StoredTask task) {
    return new MessageRecord(0, 0, false, 0, null, null, key, null, task, null, Body.EMPTY);
  }
}
