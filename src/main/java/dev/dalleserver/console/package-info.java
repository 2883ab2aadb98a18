/** Output for the operator: on terminals, and as lines of the log. */
@NullMarked
package dev.dalleserver.console;

import org.jspecify.annotations.NullMarked;
