/** The built-in provider, captions, thumbnails and PNG metadata. */
@NullMarked
package dev.dalleserver.painting;

import org.jspecify.annotations.NullMarked;
