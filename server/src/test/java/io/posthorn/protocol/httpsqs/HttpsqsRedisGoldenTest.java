package io.posthorn.protocol.httpsqs;

import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.redis.TestRedis;

class HttpsqsRedisGoldenTest extends HttpsqsGolden {
  @Override
  StorageEngine engine() {
    TestRedis.standalone().clear();
    return TestRedis.standalone().open();
  }
}
