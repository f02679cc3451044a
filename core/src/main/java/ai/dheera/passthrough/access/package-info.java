/** Keeps keys to what they are allowed. */
@NullMarked
package ai.dheera.passthrough.access;

import org.jspecify.annotations.NullMarked;
