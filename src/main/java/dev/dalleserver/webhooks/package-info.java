/** Tells other servers that something has ended, by Standard Webhooks. */
@NullMarked
package dev.dalleserver.webhooks;

import org.jspecify.annotations.NullMarked;
