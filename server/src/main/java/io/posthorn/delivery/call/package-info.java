/**
 * Calls over HTTP: one request to one URL, to an address that the network rules allow, and what
 * came of it. It knows of no queue and no message.
 */
@NullMarked
package io.posthorn.delivery.call;

import org.jspecify.annotations.NullMarked;
