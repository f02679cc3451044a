/** Finds where a request goes. */
@NullMarked
package ai.dheera.passthrough.routing;

import org.jspecify.annotations.NullMarked;
