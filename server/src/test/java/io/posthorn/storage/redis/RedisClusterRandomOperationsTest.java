package io.posthorn.storage.redis;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.RandomOperations;
import io.posthorn.storage.StorageEngine;
import java.util.HashSet;
import java.util.Set;

class RedisClusterRandomOperationsTest extends RandomOperations {
  private final Set<Long> runs = new HashSet<>();

  @Override
  protected StorageEngine open(EngineClock clock, long run) {
    if (runs.add(run)) {
      TestRedis.cluster().clear();
    }
    return TestRedis.cluster().open(clock);
  }

  @Override
  protected boolean durable() {
    return true;
  }

  /** What differs from one server is the routing alone; a part of them shows it. */
  @Override
  protected int operations(int asked) {
    return asked / 5;
  }
}
