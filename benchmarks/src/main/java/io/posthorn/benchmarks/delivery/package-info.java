/** What Posthorn delivers, how fast and how late: beside other senders, and with bad receivers. */
@NullMarked
package io.posthorn.benchmarks.delivery;

import org.jspecify.annotations.NullMarked;
