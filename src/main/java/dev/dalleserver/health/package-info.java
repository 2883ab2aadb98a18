/** The health of the server, as far as it can be found out without a call that costs money. */
@NullMarked
package dev.dalleserver.health;

import org.jspecify.annotations.NullMarked;
