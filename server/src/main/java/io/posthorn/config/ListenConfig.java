package io.posthorn.config;

/**
 * Where the main listener listens.
 *
 * @param host address or name
 * @param port TCP port; 0 = any free one
 * @param insecure whether a host that is not loopback may be served without credentials
 */
public record ListenConfig(String host, int port, boolean insecure) {}
