package io.posthorn.metrics;

import io.posthorn.message.QueueName;
import java.time.Instant;

/**
 * A target that last failed.
 *
 * @param target its URL without the query
 * @param queue whose message it failed last
 * @param failures in a row
 * @param since the first of them
 * @param lastAt the last of them
 * @param error the last one's class, like {@code timeout} or {@code status}
 * @param status the last answer's status code; 0 = there was none
 * @param open whether its circuit, or its origin's, is open: only probes are let through
 * @param barredUntil when the next call may be made; in the past = by now
 */
public record FailingTarget(
    String target,
    QueueName queue,
    long failures,
    Instant since,
    Instant lastAt,
    String error,
    int status,
    boolean open,
    Instant barredUntil) {}
