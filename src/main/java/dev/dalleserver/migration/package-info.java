/** What the Go original has stored, brought into a data directory of this server. */
@NullMarked
package dev.dalleserver.migration;

import org.jspecify.annotations.NullMarked;
