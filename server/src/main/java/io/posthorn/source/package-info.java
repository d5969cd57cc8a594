/** Sources: what pulls items from users' own Redis lists and has them delivered. */
@NullMarked
package io.posthorn.source;

import org.jspecify.annotations.NullMarked;
