/** The words that may be drawn: the databases, and the series that filter them. */
@NullMarked
package dev.dalleserver.series;

import org.jspecify.annotations.NullMarked;
