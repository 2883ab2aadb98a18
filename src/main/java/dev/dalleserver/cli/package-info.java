/** Commands beside serving, and what the server prints on a terminal. */
@NullMarked
package dev.dalleserver.cli;

import org.jspecify.annotations.NullMarked;
