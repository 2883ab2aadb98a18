/** The edge of the server: connections, limits, admission, and the intake of bodies. */
@NullMarked
package dev.dalleserver.web.server;

import org.jspecify.annotations.NullMarked;
