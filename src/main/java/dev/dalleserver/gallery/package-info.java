/** The index of stored pictures: pages, search, and the watch on the output folder. */
@NullMarked
package dev.dalleserver.gallery;

import org.jspecify.annotations.NullMarked;
