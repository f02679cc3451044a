/** The meter alone, under JMH. */
@NullMarked
package ai.dheera.passthrough.benchmarks.metering;

import org.jspecify.annotations.NullMarked;
