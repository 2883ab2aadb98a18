/** Tasks that run later or again and again, and errors that end the process. */
@NullMarked
package dev.dalleserver.tasks;

import org.jspecify.annotations.NullMarked;
