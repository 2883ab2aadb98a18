/** Pictures for free prompts, in batches, made while their callers go on with something else. */
@NullMarked
package dev.dalleserver.batches;

import org.jspecify.annotations.NullMarked;
