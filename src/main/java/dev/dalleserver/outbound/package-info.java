/** Where the server may be sent by URLs that somebody else has chosen. */
@NullMarked
package dev.dalleserver.outbound;

import org.jspecify.annotations.NullMarked;
