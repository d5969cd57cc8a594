/** The server configuration: one tree, read from file, environment and flags. */
@NullMarked
package io.posthorn.config;

import org.jspecify.annotations.NullMarked;
