/** What a server needs when much is stored, or many are connected. */
@NullMarked
package io.posthorn.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
