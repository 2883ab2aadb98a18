/**
 * A day of all kinds of clients, squeezed into half an hour: {@code ./run.sh soak}. A form of it
 * that takes seconds is in the ordinary suite.
 */
@NullMarked
package dev.dalleserver.soak;

import org.jspecify.annotations.NullMarked;
