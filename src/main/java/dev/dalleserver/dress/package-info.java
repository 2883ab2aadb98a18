/** From an address to attributes, and from attributes to prompts. */
@NullMarked
package dev.dalleserver.dress;

import org.jspecify.annotations.NullMarked;
