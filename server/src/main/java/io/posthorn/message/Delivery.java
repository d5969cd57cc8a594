package io.posthorn.message;

import java.time.Instant;

/**
 * A message handed out under a lease.
 *
 * @param message what was reserved
 * @param receipt settles the lease
 * @param leaseUntil when the lease ends by itself
 * @param attempt 1-based number of this attempt since the message was enqueued or redriven
 */
public record Delivery(Message message, Receipt receipt, Instant leaseUntil, int attempt) {}
