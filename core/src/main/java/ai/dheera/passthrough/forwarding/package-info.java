/** Sends a request upstream and streams the answer back, byte for byte. */
@NullMarked
package ai.dheera.passthrough.forwarding;

import org.jspecify.annotations.NullMarked;
