/** The words that every package shares: series names, addresses, keys and kinds of artifacts. */
@NullMarked
package dev.dalleserver.picture;

import org.jspecify.annotations.NullMarked;
