/** IP addresses, hosts and proxies as text. */
@NullMarked
package dev.dalleserver.net;

import org.jspecify.annotations.NullMarked;
