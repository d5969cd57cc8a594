/**
 * The push engine: reserves due messages, calls their targets over HTTP and settles by the outcome.
 */
@NullMarked
package io.posthorn.delivery;

import org.jspecify.annotations.NullMarked;
