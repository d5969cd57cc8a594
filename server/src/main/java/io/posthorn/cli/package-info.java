/** The commands of bin/posthorn. */
@NullMarked
package io.posthorn.cli;

import org.jspecify.annotations.NullMarked;
