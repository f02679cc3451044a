/** Usage records, spend and what has been billed, in a database over JDBC. */
@NullMarked
package ai.dheera.passthrough.jdbc;

import org.jspecify.annotations.NullMarked;
