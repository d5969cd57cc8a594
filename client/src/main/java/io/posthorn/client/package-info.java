/**
 * The Java client of Posthorn. It has no dependency on the server. Begin with {@link
 * io.posthorn.client.PosthornClient}.
 *
 * <p>It needs the JDK and JSpecify's annotations only, and so has its own reader and writer of
 * JSON: a library that puts another one onto the class path of every program that posts a message
 * forces its version on them, for the sake of a few flat objects. Message bodies are bytes; whoever
 * wants objects in them uses the library that the program has.
 *
 * <p>Each class of verbs comes twice: {@code AsyncQueues} makes the request and answers with a
 * {@link java.util.concurrent.CompletableFuture}; {@code Queues} calls that and waits.
 */
@NullMarked
package io.posthorn.client;

import org.jspecify.annotations.NullMarked;
