package dev.dalleserver.metrics;

import dev.dalleserver.openai.OpenAiListener;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.hotspot.BufferPoolsExports;
import io.prometheus.client.hotspot.ClassLoadingExports;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import io.prometheus.client.hotspot.ThreadExports;
import io.prometheus.client.hotspot.VersionInfoExports;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Everything that one server counts. Each server has a registry of its own, so that several can
 * live in one JVM.
 */
public final class ServerMetrics {
  private final CollectorRegistry registry = new CollectorRegistry();
  private final HttpMetrics http = new HttpMetrics(registry);
  private final GenerationMetrics generations = new GenerationMetrics(registry);
  private final OpenAiMetrics openAi = new OpenAiMetrics(registry);
  private final Counter fileOperations;
  private final Counter errors;
  private final Gauge componentHealth;
  private final Counter webhooks;
  private final Counter webhookRetries;

  /**
   * @param version of the program, shown as a label
   */
  public ServerMetrics(String version) {
    fileOperations =
        Counter.build("dalleserver_file_operations_total", "Files read, written and deleted.")
            .labelNames("operation", "outcome")
            .register(registry);
    errors =
        Counter.build("dalleserver_errors_total", "Errors that callers were told of.")
            .labelNames("code", "endpoint")
            .register(registry);
    componentHealth =
        Gauge.build(
                "dalleserver_component_health",
                "How a component is: 0 healthy, 1 degraded, 2 unhealthy.")
            .labelNames("component")
            .register(registry);
    webhooks =
        Counter.build(
                "dalleserver_webhooks_total", "Webhooks that were sent, and those that were not.")
            .labelNames("outcome")
            .register(registry);
    for (String outcome : new String[] {"sent", "failed", "dropped"}) {
      webhooks.labels(outcome);
    }
    webhookRetries =
        Counter.build("dalleserver_webhook_retries_total", "Webhooks that were tried once more.")
            .register(registry);
    Gauge.build("dalleserver_up", "1 while the server runs.").register(registry).set(1);
    Gauge.build("dalleserver_build_info", "1, with what the server was built as.")
        .labelNames("version", "java")
        .register(registry)
        .labels(version, Runtime.version().toString())
        .set(1);
    registerProcess();
  }

  public HttpMetrics http() {
    return http;
  }

  public GenerationMetrics generations() {
    return generations;
  }

  /** To be told of every call to the provider. */
  public OpenAiListener openAi() {
    return openAi;
  }

  /**
   * A file was read, written or deleted, or was not.
   *
   * @param operation one of a few words
   */
  public void fileOperation(String operation, boolean succeeded) {
    fileOperations.labels(operation, succeeded ? "success" : "failed").inc();
  }

  /**
   * A caller was told of an error.
   *
   * @param code a stable name from the contract
   * @param endpoint a pattern from the table of URLs
   */
  public void error(String code, String endpoint) {
    errors.labels(code, endpoint).inc();
  }

  /**
   * That is what became of a webhook.
   *
   * @param outcome one of a few words
   */
  public void webhookEnded(String outcome) {
    webhooks.labels(outcome).inc();
  }

  /** A webhook is tried once more. */
  public void webhookRetried() {
    webhookRetries.inc();
  }

  /** A gauge that is read when somebody asks; the name lacks its prefix. */
  public void gauge(String name, String help, DoubleSupplier value) {
    Gauge.build("dalleserver_" + name, help).register(registry).setChild(new SuppliedChild(value));
  }

  /** Shows how a component is; read when somebody asks. */
  public void component(String name, DoubleSupplier level) {
    componentHealth.setChild(new SuppliedChild(level), name);
  }

  /** The ways in which all of it can be shown. */
  public Exposition exposition() {
    return new Exposition(registry);
  }

  private static final class SuppliedChild extends Gauge.Child {
    private final DoubleSupplier value;

    SuppliedChild(DoubleSupplier value) {
      this.value = value;
    }

    @Override
    public double get() {
      return value.getAsDouble();
    }
  }

  /** The JVM's own metrics, but for those that listen to every collection for ever. */
  private void registerProcess() {
    registry.register(
        new RecentSamples(
            List.of(
                new StandardExports(),
                new MemoryPoolsExports(),
                new BufferPoolsExports(),
                new GarbageCollectorExports(),
                new ThreadExports(),
                new ClassLoadingExports(),
                new VersionInfoExports()),
            System::nanoTime));
  }
}
