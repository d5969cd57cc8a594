/**
 * {@code bin/crash-test}: kills a server under load, again and again, and holds it to what it had
 * answered.
 *
 * <p>A message's life is written down as its clients see it ({@link
 * io.posthorn.benchmarks.crash.Ledger}); after the restart the queues are drained and the ledgers
 * are checked. A request without an answer may have happened or not.
 */
@NullMarked
package io.posthorn.benchmarks.crash;

import org.jspecify.annotations.NullMarked;
