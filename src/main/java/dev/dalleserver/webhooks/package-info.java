/** Notifies other servers that a run or a batch has ended, by Standard Webhooks. */
@NullMarked
package dev.dalleserver.webhooks;

import org.jspecify.annotations.NullMarked;
