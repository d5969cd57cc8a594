package io.posthorn.storage.redis;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.contract.MessageStoreContract;

class RedisClusterMessageStoreTest extends MessageStoreContract {
  private boolean used;

  @Override
  protected StorageEngine open(EngineClock clock) {
    if (!used) {
      used = true;
      TestRedis.cluster().clear();
    }
    return TestRedis.cluster().open(clock);
  }
}
