package io.posthorn.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * The keys that Delayer's clients and mover share in Redis. Whole names, so that ids and topics may
 * be any bytes.
 */
final class DelayerKeys {
  static final byte[] TOPIC = bytes("topic");
  static final byte[] BODY = bytes("body");

  /** A sorted set of the ids of jobs that wait, by the second in which they are due. */
  final byte[] pool;

  private final byte[] bucket;
  private final byte[] ready;

  DelayerKeys(String prefix) {
    pool = bytes(prefix + "job_pool");
    bucket = bytes(prefix + "job_bucket:");
    ready = bytes(prefix + "ready_queue:");
  }

  /** A hash with the topic and the body of a job. */
  byte[] bucket(byte[] id) {
    return join(bucket, id);
  }

  /** A list of the ids of jobs that are due, the next at its end. */
  byte[] ready(String topic) {
    return join(ready, bytes(topic));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] join(byte[] a, byte[] b) {
    var joined = new ByteArrayOutputStream(a.length + b.length);
    joined.writeBytes(a);
    joined.writeBytes(b);
    return joined.toByteArray();
  }
}
