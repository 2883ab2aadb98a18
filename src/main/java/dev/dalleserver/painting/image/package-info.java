/** PNG and JPEG, decoded within bounds and encoded; permits for the memory that this takes. */
@NullMarked
package dev.dalleserver.painting.image;

import org.jspecify.annotations.NullMarked;
