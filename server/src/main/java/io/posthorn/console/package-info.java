/**
 * Pages for browsers: the console, static files that then call the native API alone, and the
 * description of that API.
 */
@NullMarked
package io.posthorn.console;

import org.jspecify.annotations.NullMarked;
