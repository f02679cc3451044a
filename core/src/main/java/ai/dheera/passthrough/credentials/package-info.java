/** Picks what the provider accepts. */
@NullMarked
package ai.dheera.passthrough.credentials;

import org.jspecify.annotations.NullMarked;
