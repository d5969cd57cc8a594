/** Recorder interfaces with no-op defaults. */
@NullMarked
package io.posthorn.metrics;

import org.jspecify.annotations.NullMarked;
