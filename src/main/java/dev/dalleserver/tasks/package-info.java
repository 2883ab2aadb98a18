/** Tasks that run later or periodically, and errors that end the process. */
@NullMarked
package dev.dalleserver.tasks;

import org.jspecify.annotations.NullMarked;
