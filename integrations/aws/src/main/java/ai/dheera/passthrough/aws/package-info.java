/** Credentials that sign requests as AWS asks. */
@NullMarked
package ai.dheera.passthrough.aws;

import org.jspecify.annotations.NullMarked;
