package dev.dalleserver.metrics;

import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Metrics of calls to the remote provider. */
final class OpenAiMetrics implements CallListener {
  private final Family<Counter.Child> requests;
  private final Family<Histogram.Child> durations;
  private final Family<Counter.Child> retries;
  private final Family<Gauge.Child> breaker;

  OpenAiMetrics(Families families) {
    requests =
        families.counter(
            "dalleserver_openai_requests_total",
            "Requests to the provider that ended, and those that the breaker refused.",
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
    breaker =
        families.gauge(
            "dalleserver_openai_circuit_breaker_state",
            "1 for the state that the circuit breaker is in, 0 for the others.",
            "state");
    breakerChanged(BreakerState.DISABLED);
    for (Operation operation : Operation.values()) {
      // Created at the start, so that rates of events that have not happened yet are zero, not
      // missing.
      durations.labels(operation.label());
      retries.labels(operation.label());
      requests.labels(operation.label(), "success");
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
  public void breakerChanged(BreakerState current) {
    for (BreakerState state : BreakerState.values()) {
      breaker.labels(state.name().toLowerCase(Locale.ROOT)).set(state == current ? 1 : 0);
    }
  }
}
