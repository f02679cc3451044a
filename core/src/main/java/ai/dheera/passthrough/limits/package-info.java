/** Keeps keys to how much they may use. */
@NullMarked
package ai.dheera.passthrough.limits;

import org.jspecify.annotations.NullMarked;
