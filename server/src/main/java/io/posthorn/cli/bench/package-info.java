/**
 * The load generator behind {@code posthorn bench}: plain NIO, one selector a thread, cheap per
 * request.
 */
@NullMarked
package io.posthorn.cli.bench;

import org.jspecify.annotations.NullMarked;
