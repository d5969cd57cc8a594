/** HTTP plumbing without any knowledge of queues: listeners, limits, replies, graceful stop. */
@NullMarked
package io.posthorn.http;

import org.jspecify.annotations.NullMarked;
