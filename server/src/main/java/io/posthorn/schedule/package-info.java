/** When repeating tasks run again: pure functions of a repeat, where it stands, and the time. */
@NullMarked
package io.posthorn.schedule;

import org.jspecify.annotations.NullMarked;
