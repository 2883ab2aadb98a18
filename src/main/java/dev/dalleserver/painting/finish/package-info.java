/**
 * The last steps of a picture: traits of the second art style, and the frame for the literary
 * style.
 */
@NullMarked
package dev.dalleserver.painting.finish;

import org.jspecify.annotations.NullMarked;
