/** Stand-ins for servers on a graphics card of one's own, for tests and for trying by hand. */
@NullMarked
package dev.dalleserver.fakegpu;

import org.jspecify.annotations.NullMarked;
