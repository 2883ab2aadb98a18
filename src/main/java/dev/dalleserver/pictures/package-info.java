/**
 * The making of one picture from start to end, and the ports through which other packages paint and
 * caption it.
 */
@NullMarked
package dev.dalleserver.pictures;

import org.jspecify.annotations.NullMarked;
