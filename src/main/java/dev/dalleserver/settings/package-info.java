/**
 * The settings that an operator can change: one table of them, and the only code that reads them.
 */
@NullMarked
package dev.dalleserver.settings;

import org.jspecify.annotations.NullMarked;
