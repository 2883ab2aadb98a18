/** The contents of a picture: every choice about it, made before the first stroke. */
@NullMarked
package dev.dalleserver.painting.scene;

import org.jspecify.annotations.NullMarked;
