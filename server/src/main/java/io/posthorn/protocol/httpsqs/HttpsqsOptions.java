package io.posthorn.protocol.httpsqs;

import org.jspecify.annotations.Nullable;

/**
 * What the owner of a server decides about its HTTPSQS front.
 *
 * @param password what {@code auth} must equal, one char per byte, maybe empty; null = no password
 * @param decodeDataOnce whether {@code data} in the query is decoded once, as HTTPSQS before 1.4
 *     did, not twice
 * @param flushInterval where {@code synctime} goes
 */
public record HttpsqsOptions(
    @Nullable String password, boolean decodeDataOnce, FlushInterval flushInterval) {
  /** No password, {@code data} decoded twice, {@code synctime} without effect. */
  public static final HttpsqsOptions DEFAULT = new HttpsqsOptions(null, false, interval -> {});
}
