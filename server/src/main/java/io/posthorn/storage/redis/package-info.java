/** The shared engine on Redis: every verb one Lua script over the keys of one queue. */
@NullMarked
package io.posthorn.storage.redis;

import org.jspecify.annotations.NullMarked;
