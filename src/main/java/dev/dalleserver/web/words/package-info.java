/** The URLs of series: reading, writing, and trying what is not stored yet. */
@NullMarked
package dev.dalleserver.web.words;

import org.jspecify.annotations.NullMarked;
