/** What is to be seen: every dimension of a picture, settled before the first stroke. */
@NullMarked
package dev.dalleserver.painting.scene;

import org.jspecify.annotations.NullMarked;
