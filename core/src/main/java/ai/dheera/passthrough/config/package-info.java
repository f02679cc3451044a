/** Reads the configuration file, and keeps to it while it changes. */
@NullMarked
package ai.dheera.passthrough.config;

import org.jspecify.annotations.NullMarked;
