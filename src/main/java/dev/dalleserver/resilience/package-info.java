/** Calls to any remote provider: retries, a circuit breaker, limits, and the provider's status. */
@NullMarked
package dev.dalleserver.resilience;

import org.jspecify.annotations.NullMarked;
