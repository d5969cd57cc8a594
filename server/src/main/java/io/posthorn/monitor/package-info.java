/** What queues and targets do over time: walks over all queues, rings of the last hour, live. */
@NullMarked
package io.posthorn.monitor;

import org.jspecify.annotations.NullMarked;
