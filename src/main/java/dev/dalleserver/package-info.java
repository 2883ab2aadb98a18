/** Starts the server and wires its parts. */
@NullMarked
package dev.dalleserver;

import org.jspecify.annotations.NullMarked;
