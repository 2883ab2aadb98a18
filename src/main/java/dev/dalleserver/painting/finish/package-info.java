/** What comes last: the second art style's breath over the picture, and the frame of its story. */
@NullMarked
package dev.dalleserver.painting.finish;

import org.jspecify.annotations.NullMarked;
