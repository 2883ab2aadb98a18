/** The finder of a picture in any answer of a provider, whatever the answer's form. */
@NullMarked
package dev.dalleserver.openai.finder;

import org.jspecify.annotations.NullMarked;
