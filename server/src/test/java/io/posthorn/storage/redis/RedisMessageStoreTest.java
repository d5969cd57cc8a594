package io.posthorn.storage.redis;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.contract.MessageStoreContract;

class RedisMessageStoreTest extends MessageStoreContract {
  private boolean used;

  @Override
  protected StorageEngine open(EngineClock clock) {
    if (!used) {
      used = true;
      TestRedis.standalone().clear();
    }
    return TestRedis.standalone().open(clock);
  }
}
