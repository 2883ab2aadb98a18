/** Calls to other servers: which addresses may be called, and what bounds each call. */
@NullMarked
package dev.dalleserver.outbound;

import org.jspecify.annotations.NullMarked;
