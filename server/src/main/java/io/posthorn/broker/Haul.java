package io.posthorn.broker;

import io.posthorn.storage.HandOut;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one try at a queue brought, for whomever it was made.
 *
 * @param items messages or deliveries, as the polls that it was made for want them
 */
record Haul(HandOut handOut, List<?> items, @Nullable Instant nextVisibleAt) {}
