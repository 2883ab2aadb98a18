/** Which words may be drawn: the attribute databases and the series that filter them. */
@NullMarked
package dev.dalleserver.series;

import org.jspecify.annotations.NullMarked;
