/** Limits alone, under JMH. */
@NullMarked
package ai.dheera.passthrough.benchmarks.limits;

import org.jspecify.annotations.NullMarked;
