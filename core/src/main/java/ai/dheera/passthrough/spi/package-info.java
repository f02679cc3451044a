/** What a server adapter implements and calls: the client's half of an exchange. */
@NullMarked
package ai.dheera.passthrough.spi;

import org.jspecify.annotations.NullMarked;
