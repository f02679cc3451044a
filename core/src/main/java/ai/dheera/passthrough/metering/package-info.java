/** Reads usage on the bytes of answers as they pass. */
@NullMarked
package ai.dheera.passthrough.metering;

import org.jspecify.annotations.NullMarked;
