/** Usage sinks that come with the library. */
@NullMarked
package ai.dheera.passthrough.usage;

import org.jspecify.annotations.NullMarked;
