/**
 * Values that every layer speaks in: queues, messages, leases and their settlement. Immutable; JDK
 * only.
 */
@NullMarked
package io.posthorn.message;

import org.jspecify.annotations.NullMarked;
