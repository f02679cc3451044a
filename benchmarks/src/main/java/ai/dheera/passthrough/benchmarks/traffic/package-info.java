/** Both ends of the load: clients, and the provider that answers them. Every byte is made beforehand, and checked. */
@NullMarked
package ai.dheera.passthrough.benchmarks.traffic;

import org.jspecify.annotations.NullMarked;
