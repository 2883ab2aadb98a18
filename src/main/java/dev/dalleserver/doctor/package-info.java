/** A look at a data directory while no server works in it: what is broken, and what to do. */
@NullMarked
package dev.dalleserver.doctor;

import org.jspecify.annotations.NullMarked;
