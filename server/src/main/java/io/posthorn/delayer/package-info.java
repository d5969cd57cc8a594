/** Stands in for the mover of Delayer: takes due jobs from a sorted set to lists, in Redis. */
@NullMarked
package io.posthorn.delayer;

import org.jspecify.annotations.NullMarked;
