/** Server processes that the measuring programs start, watch and end. */
@NullMarked
package io.posthorn.benchmarks.process;

import org.jspecify.annotations.NullMarked;
