/** The web console: static files for a browser, which then calls the native API alone. */
@NullMarked
package io.posthorn.console;

import org.jspecify.annotations.NullMarked;
