/** The only door for protocols: validation, limits, long polls, settling, wake-ups. */
@NullMarked
package io.posthorn.broker;

import org.jspecify.annotations.NullMarked;
