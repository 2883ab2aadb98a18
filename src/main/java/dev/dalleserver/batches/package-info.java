/** Batches of pictures for free prompts, made asynchronously: the client need not wait for them. */
@NullMarked
package dev.dalleserver.batches;

import org.jspecify.annotations.NullMarked;
