/** Runs the gateway and other proxies under the same load, and compares the CPU time they take. */
@NullMarked
package ai.dheera.passthrough.benchmarks;

import org.jspecify.annotations.NullMarked;
