/** What is counted and timed, in the form that Prometheus asks for. */
@NullMarked
package dev.dalleserver.metrics;

import org.jspecify.annotations.NullMarked;
