/** Finds the model that a request asks for. */
@NullMarked
package ai.dheera.passthrough.models;

import org.jspecify.annotations.NullMarked;
