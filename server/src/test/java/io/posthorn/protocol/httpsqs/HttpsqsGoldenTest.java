package io.posthorn.protocol.httpsqs;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.memory.MemoryStorageEngine;

class HttpsqsGoldenTest extends HttpsqsGolden {
  @Override
  StorageEngine engine() {
    return new MemoryStorageEngine(EngineClock.system());
  }
}
