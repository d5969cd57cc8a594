/** Measures the mover of Delayer's jobs. */
@NullMarked
package io.posthorn.benchmarks.delayer;

import org.jspecify.annotations.NullMarked;
