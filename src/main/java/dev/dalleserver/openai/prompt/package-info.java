/** What a chat model writes, and the prompt for an image model that is in it. */
@NullMarked
package dev.dalleserver.openai.prompt;

import org.jspecify.annotations.NullMarked;
