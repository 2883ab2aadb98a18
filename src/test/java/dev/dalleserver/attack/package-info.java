/**
 * Attacks on a whole server, started as operators start it, each at the size at which one did harm
 * once: {@code ./run.sh attack}. They stay on loopback and are bounded in number and time.
 */
@NullMarked
package dev.dalleserver.attack;

import org.jspecify.annotations.NullMarked;
