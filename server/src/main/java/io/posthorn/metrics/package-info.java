/**
 * What a server counts of itself: recorder interfaces with no-op defaults, and the meters behind
 * them.
 */
@NullMarked
package io.posthorn.metrics;

import org.jspecify.annotations.NullMarked;
