/** Commands that make and export collections through a server's API. */
@NullMarked
package dev.dalleserver.commands;

import org.jspecify.annotations.NullMarked;
