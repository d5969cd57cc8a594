/** Moving in: takes over the queues of older systems, as their users know them. */
@NullMarked
package io.posthorn.cli.importing;

import org.jspecify.annotations.NullMarked;
