/** Lists of addresses whose pictures are made in the background. */
@NullMarked
package dev.dalleserver.collections;

import org.jspecify.annotations.NullMarked;
