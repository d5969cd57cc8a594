/** {@code bin/relay-test}: kills relays under load and counts what their receivers got. */
@NullMarked
package io.posthorn.benchmarks.relay;

import org.jspecify.annotations.NullMarked;
