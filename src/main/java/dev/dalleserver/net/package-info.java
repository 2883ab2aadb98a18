/** IP addresses and ranges as text. */
@NullMarked
package dev.dalleserver.net;

import org.jspecify.annotations.NullMarked;
