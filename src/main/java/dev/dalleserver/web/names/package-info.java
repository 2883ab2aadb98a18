/** Names in requests, in the place of addresses. */
@NullMarked
package dev.dalleserver.web.names;

import org.jspecify.annotations.NullMarked;
