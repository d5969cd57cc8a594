package io.posthorn.config;

import io.posthorn.access.AccessKey;
import java.util.List;

/**
 * Who may use the server.
 *
 * @param keys those that the configuration names; the data directory may hold more
 */
public record AccessConfig(List<AccessKey> keys) {}
