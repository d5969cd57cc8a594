/**
 * JMH benchmarks and the measuring programs behind {@code bin/bench} and {@code bin/crash-test}.
 */
package io.posthorn.benchmarks;
