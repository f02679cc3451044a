/** Finds out whose key was presented. */
@NullMarked
package ai.dheera.passthrough.authentication;

import org.jspecify.annotations.NullMarked;
