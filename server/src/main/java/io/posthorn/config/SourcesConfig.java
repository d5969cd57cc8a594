package io.posthorn.config;

import java.util.List;

/**
 * What is taken from elsewhere and delivered.
 *
 * @param relay files of async-http-post, a list in Redis and its receivers each
 */
public record SourcesConfig(List<String> relay) {}
