package dev.dalleserver.metrics;

import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Metrics of calls to the remote provider. */
final class OpenAiMetrics implements CallListener {
  private final Family<Counter.Child> requests;
  private final Family<Histogram.Child> durations;
  private final Family<Counter.Child> retries;
  private final Family<Gauge.Child> worstBreaker;
  private final Family<Gauge.Child> breakers;
  private final Family<Gauge.Child> waiting;

  // Guarded by itself.
  private final Map<Operation, BreakerState> states = new EnumMap<>(Operation.class);

  OpenAiMetrics(Families families) {
    requests =
        families.counter(
            "dalleserver_openai_requests_total",
            "Requests to the provider that ended, and those that the breaker or the rate limit"
                + " refused.",
            "operation",
            "outcome");
    durations =
        families.histogram(
            "dalleserver_openai_request_duration_seconds",
            "Time that a request to the provider took on the network.",
            Buckets.call(),
            "operation");
    retries =
        families.counter(
            "dalleserver_openai_retries_total",
            "Retries of requests to the provider.",
            "operation");
    worstBreaker =
        families.gauge(
            "dalleserver_openai_circuit_breaker_state",
            "1 for the worst state that a circuit breaker is in, 0 for the others.",
            "state");
    breakers =
        families.gauge(
            "dalleserver_openai_operation_breaker_state",
            "1 for the state that the circuit breaker of the operation is in, 0 for the others.",
            "operation",
            "state");
    waiting =
        families.gauge(
            "dalleserver_openai_rate_limit_waiting",
            "Calls that wait for the provider's rate limit.",
            "operation");
    createLabels();
  }

  /**
   * Creates what is known at the start, so that rates of events that have not happened yet are
   * zero, not missing.
   */
  private void createLabels() {
    show(BreakerState.DISABLED);
    for (Operation operation : Operation.values()) {
      durations.labels(operation.label());
      retries.labels(operation.label());
      requests.labels(operation.label(), "success");
      waiting.labels(operation.label()).set(0);
      if (operation.hasBreaker()) {
        show(operation, BreakerState.DISABLED);
      }
    }
  }

  @Override
  public void requestFinished(Operation operation, String outcome, Duration duration) {
    requests.labels(operation.label(), outcome).inc();
    if (!duration.isZero()) {
      durations
          .labels(operation.label())
          .observe(duration.toNanos() / (double) TimeUnit.SECONDS.toNanos(1));
    }
  }

  @Override
  public void retrying(Operation operation) {
    retries.labels(operation.label()).inc();
  }

  @Override
  public void breakerChanged(Operation operation, BreakerState state) {
    synchronized (states) {
      states.put(operation, state);
      show(operation, state);
      show(BreakerState.worst(states.values()));
    }
  }

  @Override
  public void waitingChanged(Operation operation, int calls) {
    waiting.labels(operation.label()).set(calls);
  }

  private void show(BreakerState worst) {
    for (BreakerState state : BreakerState.values()) {
      worstBreaker.labels(label(state)).set(state == worst ? 1 : 0);
    }
  }

  private void show(Operation operation, BreakerState current) {
    for (BreakerState state : BreakerState.values()) {
      breakers.labels(operation.label(), label(state)).set(state == current ? 1 : 0);
    }
  }

  private static String label(BreakerState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
