/** The API of AUTOMATIC1111's web UI, {@code /sdapi/v1}, and of what offers the same. */
@NullMarked
package dev.dalleserver.a1111;

import org.jspecify.annotations.NullMarked;
