/** HTTPSQS 1.7, byte for byte. */
@NullMarked
package io.posthorn.protocol.httpsqs;

import org.jspecify.annotations.NullMarked;
