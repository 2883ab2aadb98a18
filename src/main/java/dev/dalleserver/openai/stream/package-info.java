/** Bounds on the bytes of answers. */
@NullMarked
package dev.dalleserver.openai.stream;

import org.jspecify.annotations.NullMarked;
