/** The remote provider: a client for the OpenAI protocol and the policy that guards it. */
@NullMarked
package dev.dalleserver.openai;

import org.jspecify.annotations.NullMarked;
