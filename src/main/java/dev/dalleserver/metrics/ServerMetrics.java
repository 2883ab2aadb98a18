package dev.dalleserver.metrics;

import dev.dalleserver.openai.OpenAiListener;
import io.prometheus.client.Collector;
import io.prometheus.client.Counter;
import io.prometheus.client.hotspot.BufferPoolsExports;
import io.prometheus.client.hotspot.ClassLoadingExports;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import io.prometheus.client.hotspot.ThreadExports;
import io.prometheus.client.hotspot.VersionInfoExports;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Everything that one server counts. Each server has a registry of its own, so that several can
 * live in one JVM.
 */
public final class ServerMetrics {
  private final Families families = new Families();
  private final HttpMetrics http = new HttpMetrics(families);
  private final GenerationMetrics generations = new GenerationMetrics(families);
  private final OpenAiMetrics openAi = new OpenAiMetrics(families);
  private final Exposition exposition = new Exposition(families);
  private final LongSupplier nanos;
  private final Family<Counter.Child> fileOperations;
  private final Family<Counter.Child> errors;
  private final Families.SuppliedGauge componentHealth;
  private final Families.SuppliedGauge memoryCapacity;
  private final Families.SuppliedGauge memoryReserved;
  private final Families.SuppliedGauge memoryRefusals;
  private final Families.SuppliedGauge loadRefusals;
  private final Family<Counter.Child> webhooks;
  private final Counter.Child webhookRetries;

  /**
   * @param version of the program, shown as a label
   * @param nanos a monotonic clock in nanoseconds
   */
  public ServerMetrics(String version, LongSupplier nanos) {
    this.nanos = nanos;
    fileOperations =
        families.counter(
            "dalleserver_file_operations_total",
            "Files read, written and deleted.",
            "operation",
            "outcome");
    errors =
        families.counter(
            "dalleserver_errors_total", "Errors that callers were told of.", "code", "endpoint");
    componentHealth =
        families.supplied(
            "dalleserver_component_health",
            "How a component is: 0 healthy, 1 degraded, 2 unhealthy.",
            "component");
    memoryCapacity =
        families.supplied(
            "dalleserver_memory_budget_capacity_bytes", "The most that a use may hold.", "use");
    memoryReserved =
        families.supplied(
            "dalleserver_memory_budget_reserved_bytes", "What a use holds now.", "use");
    memoryRefusals =
        families.supplied(
            "dalleserver_memory_budget_refusals",
            "How often a use was refused memory since the start.",
            "use");
    loadRefusals =
        families.supplied(
            "dalleserver_load_refusals",
            "How often a connection, request or follower found no place since the start.",
            "reason");
    webhooks =
        families.counter(
            "dalleserver_webhooks_total",
            "Webhooks that were sent, and those that were not.",
            "outcome");
    for (String outcome : new String[] {"sent", "failed", "dropped"}) {
      webhooks.labels(outcome);
    }
    webhookRetries =
        families
            .counter("dalleserver_webhook_retries_total", "Webhooks that were tried once more.")
            .labels();
    families.gauge("dalleserver_up", "1 while the server runs.").labels().set(1);
    families
        .gauge("dalleserver_build_info", "1, with what the server was built as.", "version", "java")
        .labels(version, Runtime.version().toString())
        .set(1);
    addProcess();
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
    families.supplied("dalleserver_" + name, help).add(value);
  }

  /** The same for what takes a moment to find out: shown as it was within the last second. */
  public void slowGauge(String name, String help, DoubleSupplier value) {
    gauge(name, help, new CachedNumber(value, nanos));
  }

  /**
   * Shows how one use of the memory budget is doing.
   *
   * @param capacity the most bytes that it may hold
   * @param reserved bytes that it holds
   * @param refusals how often it was refused since the start
   */
  public void memoryUse(
      String use, DoubleSupplier capacity, DoubleSupplier reserved, DoubleSupplier refusals) {
    memoryCapacity.add(capacity, use);
    memoryReserved.add(reserved, use);
    memoryRefusals.add(refusals, use);
  }

  /**
   * Shows how often clients were refused a place.
   *
   * @param reason one of a few words
   */
  public void loadRefusals(String reason, DoubleSupplier refusals) {
    loadRefusals.add(refusals, reason);
  }

  /** Shows how a component was within the last second. */
  public void component(String name, DoubleSupplier level) {
    componentHealth.add(new CachedNumber(level, nanos), name);
  }

  /** The ways in which all of it can be shown. */
  public Exposition exposition() {
    return exposition;
  }

  /** Shows the JVM's own metrics; what finds them is not made before somebody asks. */
  private void addProcess() {
    families.add(new CachedCollector(ServerMetrics::process, nanos));
  }

  /** All but those that listen to every collection for ever. */
  private static List<Collector> process() {
    return List.of(
        new StandardExports(),
        new MemoryPoolsExports(),
        new BufferPoolsExports(),
        new GarbageCollectorExports(),
        new ThreadExports(),
        new ClassLoadingExports(),
        new VersionInfoExports());
  }
}
