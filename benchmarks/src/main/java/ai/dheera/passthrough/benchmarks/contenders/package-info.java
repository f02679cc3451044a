/** What is compared, each in a process of its own. */
@NullMarked
package ai.dheera.passthrough.benchmarks.contenders;

import org.jspecify.annotations.NullMarked;
