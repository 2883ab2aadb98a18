package dev.dalleserver.resilience;

import java.util.Optional;

/**
 * What all calls of one operation share, and calls of other operations do not: when chat is down,
 * pictures are still made.
 *
 * @param operation the operation
 * @param breaker empty for downloads, which must be tried in any case
 * @param call the guard that each request passes
 * @param budget bounds retries
 * @param line in which calls wait for the provider's rate limit
 * @param durations how long calls take that succeed
 */
record OperationGuards(
    Operation operation,
    Optional<CircuitBreaker> breaker,
    GuardedCall call,
    RetryBudget budget,
    RateLimitLine line,
    TypicalDuration durations) {

  ProviderStatus.Line status() {
    return new ProviderStatus.Line(
        breaker.map(CircuitBreaker::state).orElse(ProviderStatus.BreakerState.CLOSED),
        budget.tokens(),
        line.waiting(),
        line.delay(0));
  }
}
