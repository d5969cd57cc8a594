package io.posthorn.storage;

/**
 * What a slice did.
 *
 * @param count messages changed
 * @param next the continuation for the next slice; 0 = nothing is left
 */
public record Swept(long count, long next) {}
