/** The processes that a comparison needs: how they are started, talked to, and ended. */
@NullMarked
package ai.dheera.passthrough.benchmarks.processes;

import org.jspecify.annotations.NullMarked;
