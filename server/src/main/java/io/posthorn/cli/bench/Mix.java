package io.posthorn.cli.bench;

import java.util.Locale;

/** What the clients of a run do. */
public enum Mix {
  /** Native enqueue, one message a request. */
  PUT,
  /** Native take, one message a request. */
  TAKE,
  /** Each client enqueues and takes in turn. */
  PUT_TAKE,
  /** Each client reserves up to {@code lines} messages and acks them in one request. */
  RESERVE_ACK,
  /** Native batches of {@code lines} messages. */
  BATCH,
  /** HTTPSQS put by POST. */
  HTTPSQS_PUT,
  /** HTTPSQS get. */
  HTTPSQS_GET,
  /** Each client puts and gets in turn. */
  HTTPSQS,
  /** Every client waits in a long poll; further clients put. Latency is that of the hand-over. */
  LONG_POLL,
  /** One fixed request, given by method, path and body; any 2xx is good. */
  RAW;

  /** Whether it speaks HTTPSQS. */
  public boolean isHttpsqs() {
    return this == HTTPSQS || this == HTTPSQS_PUT || this == HTTPSQS_GET;
  }

  /** Whether it asks for messages by native requests, which know no queue that nobody made. */
  boolean needsQueues() {
    return this == TAKE || this == RESERVE_ACK || this == LONG_POLL;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
