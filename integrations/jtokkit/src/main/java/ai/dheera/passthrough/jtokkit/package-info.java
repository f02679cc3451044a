/** Token counts by JTokkit. */
@NullMarked
package ai.dheera.passthrough.jtokkit;

import org.jspecify.annotations.NullMarked;
