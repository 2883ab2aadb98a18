/** The addresses that the server may call by URLs that a client or a provider has chosen. */
@NullMarked
package dev.dalleserver.outbound;

import org.jspecify.annotations.NullMarked;
