/** From what people type to an address: names of ENS, and phrases. */
@NullMarked
package dev.dalleserver.names;

import org.jspecify.annotations.NullMarked;
