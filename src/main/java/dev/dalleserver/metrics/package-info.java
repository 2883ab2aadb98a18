/** Metrics of the server, in the formats of Prometheus. */
@NullMarked
package dev.dalleserver.metrics;

import org.jspecify.annotations.NullMarked;
