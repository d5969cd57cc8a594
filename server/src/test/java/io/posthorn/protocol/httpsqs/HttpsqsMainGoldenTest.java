package io.posthorn.protocol.httpsqs;

import io.posthorn.http.HttpListener;
import io.posthorn.storage.EngineClock;
import io.posthorn.storage.StorageEngine;
import io.posthorn.storage.memory.MemoryStorageEngine;

/** The listener that serves other protocols, too. */
class HttpsqsMainGoldenTest extends HttpsqsGolden {
  @Override
  StorageEngine engine() {
    return new MemoryStorageEngine(EngineClock.system());
  }

  @Override
  HttpListener listener(HttpsqsServer of, boolean withPassword) {
    return of.main(withPassword ? HttpsqsServer.PASSWORD : null);
  }

  @Override
  boolean serves(GoldenCases.Case recorded) {
    // What no request line could be read from belongs to no protocol there.
    return !recorded.name().equals("raw-space-in-target")
        && recorded.steps().stream()
            .allMatch(step -> step.path().isEmpty() || step.path().equals("/"));
  }
}
