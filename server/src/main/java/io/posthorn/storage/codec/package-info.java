/** The bytes of values that more than one engine stores. */
@NullMarked
package io.posthorn.storage.codec;

import org.jspecify.annotations.NullMarked;
