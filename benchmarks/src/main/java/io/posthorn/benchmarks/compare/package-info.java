/** {@code bin/bench}: rates side by side in one run, as ratios to the ceiling of the machine. */
@NullMarked
package io.posthorn.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
