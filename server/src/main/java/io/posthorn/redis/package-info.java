/** What all users of Redis share: errors as sentences, and Lua scripts. */
@NullMarked
package io.posthorn.redis;

import org.jspecify.annotations.NullMarked;
