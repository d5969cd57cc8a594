/** The console in a real browser. */
@NullMarked
package io.posthorn.browser;

import org.jspecify.annotations.NullMarked;
