package dev.dalleserver.resilience;

import java.util.Optional;

/**
 * How all calls to one remote provider are made: with one limit on calls at once, one circuit
 * breaker, one budget of retries, and one status.
 */
public final class ProviderCalls {
  private final ProviderMonitor monitor;
  private final CircuitBreaker breaker;
  private final RetryBudget budget = new RetryBudget();
  private final ResiliencePolicy api;
  private final ResiliencePolicy downloads;

  /**
   * @param provider the provider's short name, which its logger carries
   * @param attempts the most times that one call is made, 1 for no retries
   * @param concurrentCalls the most requests on the network at once
   * @param listener called for every call
   */
  public ProviderCalls(
      String provider,
      int attempts,
      int concurrentCalls,
      CallListener listener,
      CallEnvironment environment) {
    monitor = new ProviderMonitor(provider, environment.clock(), listener);
    breaker = new CircuitBreaker(environment.nanos(), monitor::breakerChanged);
    CallPermits permits = new CallPermits(concurrentCalls);
    api =
        new ResiliencePolicy(
            attempts,
            new GuardedCall(permits, Optional.of(breaker), monitor, environment.nanos()),
            budget,
            environment,
            monitor);
    downloads =
        new ResiliencePolicy(
            attempts,
            new GuardedCall(permits, Optional.empty(), monitor, environment.nanos()),
            new RetryBudget(),
            environment,
            monitor);
  }

  /** Returns the policy for calls to the provider's API. */
  public ResiliencePolicy api() {
    return api;
  }

  /**
   * Returns the policy for downloads of pictures that are paid for. They come from another host:
   * they have a separate budget of retries, and no breaker, because the picture behind the URL is
   * gone within the hour.
   */
  public ResiliencePolicy downloads() {
    return downloads;
  }

  /** Returns the present status of the provider. */
  public ProviderStatus status() {
    return monitor.status(breaker.state(), budget.tokens());
  }
}
