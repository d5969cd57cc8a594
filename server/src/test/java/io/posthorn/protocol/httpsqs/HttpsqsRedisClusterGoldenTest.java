package io.posthorn.protocol.httpsqs;

import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.redis.TestRedis;

class HttpsqsRedisClusterGoldenTest extends HttpsqsGolden {
  @Override
  StorageEngine engine() {
    TestRedis.cluster().clear();
    return TestRedis.cluster().open();
  }
}
