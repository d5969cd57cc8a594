package io.posthorn.delayer;

/**
 * Where a mover says what it does, in the original's words. A line may have any bytes but control
 * characters, since ids and topics may. Called by one thread at a time.
 */
public interface DelayerLog {
  /** Writes a line about what is as it should be. */
  void info(byte[] line);

  /** Writes a line about what is not. */
  void error(byte[] line);

  /** Writes a line about jobs that were moved; as many as there are jobs. */
  default void moved(byte[] line) {
    info(line);
  }
}
