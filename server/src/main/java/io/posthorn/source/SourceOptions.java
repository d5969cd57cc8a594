package io.posthorn.source;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a source is run.
 *
 * @param instance what tells it from all others at its list, for as long as its storage lives
 * @param batch most messages of one request to the broker
 * @param largest bytes of an item that the broker accepts
 * @param cache async-http-post's folder of items in work, to be taken over; null = none
 * @param log where calls are written; null = nowhere
 * @param timing how often things are looked at
 */
public record SourceOptions(
    String instance,
    int batch,
    int largest,
    @Nullable Path cache,
    @Nullable RelayLog log,
    RelayTiming timing) {}
