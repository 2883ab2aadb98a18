/** JSON forms that several packages send. */
@NullMarked
package dev.dalleserver.wire;

import org.jspecify.annotations.NullMarked;
