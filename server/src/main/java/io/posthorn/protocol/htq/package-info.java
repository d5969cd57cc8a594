/** HTQ: a front on push queues. */
@NullMarked
package io.posthorn.protocol.htq;

import org.jspecify.annotations.NullMarked;
