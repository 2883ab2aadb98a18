/** Pictures in other sizes and forms, made on request: avatars and larger thumbnails. */
@NullMarked
package dev.dalleserver.avatars;

import org.jspecify.annotations.NullMarked;
