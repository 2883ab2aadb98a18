/** Recorders that turn what happens into metrics, health and log lines. */
@NullMarked
package dev.dalleserver.telemetry;

import org.jspecify.annotations.NullMarked;
