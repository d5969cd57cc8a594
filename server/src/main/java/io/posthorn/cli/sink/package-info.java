/** The receiver behind {@code posthorn sink}: for trying deliveries out, and for measuring them. */
@NullMarked
package io.posthorn.cli.sink;

import org.jspecify.annotations.NullMarked;
