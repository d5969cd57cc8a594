/** The server put together. */
@NullMarked
package io.posthorn;

import org.jspecify.annotations.NullMarked;
