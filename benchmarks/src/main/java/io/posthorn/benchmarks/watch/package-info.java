/** What it costs a server under full load that somebody watches it, and that it asks for keys. */
@NullMarked
package io.posthorn.benchmarks.watch;

import org.jspecify.annotations.NullMarked;
