package io.posthorn.storage.redis;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.RandomOperations;
import io.posthorn.storage.StorageEngine;
import java.util.HashSet;
import java.util.Set;

class RedisRandomOperationsTest extends RandomOperations {
  private final Set<Long> runs = new HashSet<>();

  @Override
  protected StorageEngine open(EngineClock clock, long run) {
    if (runs.add(run)) {
      TestRedis.standalone().clear();
    }
    return TestRedis.standalone().open(clock);
  }

  @Override
  protected boolean durable() {
    return true;
  }
}
