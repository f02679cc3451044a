/** Credentials that are access tokens of Google Cloud. */
@NullMarked
package ai.dheera.passthrough.google;

import org.jspecify.annotations.NullMarked;
