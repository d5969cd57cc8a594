/** JMH: the storage engine's hot paths, against its SPI. */
package io.posthorn.benchmarks.engine;
