/** The progress of each run, and the statistics of its phases. */
@NullMarked
package dev.dalleserver.progress;

import org.jspecify.annotations.NullMarked;
