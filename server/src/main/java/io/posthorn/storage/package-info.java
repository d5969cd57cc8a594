/**
 * The storage SPI: queue verbs, lists in, values for expected outcomes, exceptions for broken I/O
 * only. Engines live in packages beside each other and never see one another.
 */
@NullMarked
package io.posthorn.storage;

import org.jspecify.annotations.NullMarked;
