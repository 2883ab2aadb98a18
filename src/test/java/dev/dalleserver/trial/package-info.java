/** A whole cluster on one machine, to try it out: {@code ./run.sh cluster}. */
@NullMarked
package dev.dalleserver.trial;

import org.jspecify.annotations.NullMarked;
