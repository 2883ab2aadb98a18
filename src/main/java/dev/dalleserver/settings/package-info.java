/** What an operator can set: one table of settings, and the one place where they are read. */
@NullMarked
package dev.dalleserver.settings;

import org.jspecify.annotations.NullMarked;
