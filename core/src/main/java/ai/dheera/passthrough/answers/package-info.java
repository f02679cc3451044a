/** Words the gateway's own answers as each provider would. */
@NullMarked
package ai.dheera.passthrough.answers;

import org.jspecify.annotations.NullMarked;
