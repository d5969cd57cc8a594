/** The in-memory engine: for tests, and the oracle that other engines are compared with. */
@NullMarked
package io.posthorn.storage.memory;

import org.jspecify.annotations.NullMarked;
