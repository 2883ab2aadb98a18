/** Examines a data directory while no server uses it: what is broken, and what to do about it. */
@NullMarked
package dev.dalleserver.doctor;

import org.jspecify.annotations.NullMarked;
