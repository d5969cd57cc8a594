/** What all users of Redis share: errors as sentences, Lua scripts, bytes. */
@NullMarked
package io.posthorn.redis;

import org.jspecify.annotations.NullMarked;
