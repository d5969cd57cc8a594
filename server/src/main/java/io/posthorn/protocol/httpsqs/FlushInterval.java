package io.posthorn.protocol.httpsqs;

import java.time.Duration;

/** Where {@code synctime} goes: how often buffered writes reach the disk. */
@FunctionalInterface
public interface FlushInterval {
  /** Has buffered writes flushed every {@code interval} from now on. Any thread; must not block. */
  void set(Duration interval);
}
