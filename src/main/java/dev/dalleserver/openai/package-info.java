/** The remote provider: a client for the OpenAI protocol. */
@NullMarked
package dev.dalleserver.openai;

import org.jspecify.annotations.NullMarked;
