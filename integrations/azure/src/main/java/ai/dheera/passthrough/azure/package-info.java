/** Credentials that are access tokens of Microsoft Entra ID. */
@NullMarked
package ai.dheera.passthrough.azure;

import org.jspecify.annotations.NullMarked;
