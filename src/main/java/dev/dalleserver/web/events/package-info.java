/** Pushed progress: event streams, WebSockets, and answers that are held. */
@NullMarked
package dev.dalleserver.web.events;

import org.jspecify.annotations.NullMarked;
