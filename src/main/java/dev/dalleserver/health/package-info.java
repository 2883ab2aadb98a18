/** Whether the server is well, as far as can be told without asking anybody who charges for it. */
@NullMarked
package dev.dalleserver.health;

import org.jspecify.annotations.NullMarked;
