/** One picture from start to end, and the ports through which others paint and caption it. */
@NullMarked
package dev.dalleserver.generation;

import org.jspecify.annotations.NullMarked;
