package io.posthorn.message;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored message with everything known of it, as browse and find show it.
 *
 * @param id its name
 * @param position its HTTPSQS position; 0 when none
 * @param state where it stands
 * @param body its bytes; null when only headers were asked for
 * @param size number of its bytes
 * @param contentType their media type, if known
 * @param key its producer's word for it, if any
 * @param enqueuedAt when it was stored
 * @param visibleAt the instant it waits on (LEASED: the end of the lease), or became ready; null
 *     once finished
 * @param leaseUntil when its lease ends; null unless LEASED
 * @param expiresAt when its life ends; null = never, paused under a lease, or finished
 * @param attempt attempts begun since it was enqueued or redriven
 * @param deliveries attempts ever begun
 * @param finishedAt when it became DEAD or CONSUMED, where that is recorded
 * @param reason why it is DEAD; null otherwise
 * @param attempts the last attempts, oldest first
 * @param task what it says about its delivery; null = nothing
 * @param run where it stands, if it repeats
 * @param trace its place in a trace; null = in none
 */
public record MessageView(
    MessageId id,
    long position,
    MessageState state,
    @Nullable Body body,
    long size,
    @Nullable String contentType,
    @Nullable String key,
    Instant enqueuedAt,
    @Nullable Instant visibleAt,
    @Nullable Instant leaseUntil,
    @Nullable Instant expiresAt,
    int attempt,
    long deliveries,
    @Nullable Instant finishedAt,
    @Nullable String reason,
    List<Attempt> attempts,
    @Nullable Task task,
    @Nullable Run run,
    @Nullable TraceContext trace) {}
