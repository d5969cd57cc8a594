package io.posthorn.protocol.httpsqs;

import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.rocksdb.RocksOptions;
import io.posthorn.storage.rocksdb.RocksStorageEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class HttpsqsRocksGoldenTest extends HttpsqsGolden {
  @TempDir static Path folder;

  @Override
  StorageEngine engine() {
    return RocksStorageEngine.open(RocksOptions.at(folder), EngineClock.system());
  }
}
