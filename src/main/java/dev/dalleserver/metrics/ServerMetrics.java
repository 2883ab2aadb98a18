package dev.dalleserver.metrics;

import dev.dalleserver.resilience.CallListener;
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
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The metrics of one server. Each server has its own registry, so that several servers can live in
 * one JVM.
 */
public final class ServerMetrics {
  private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Families families = new Families();
  private final HttpMetrics http = new HttpMetrics(families);
  private final GenerationMetrics generations;
  private final OpenAiMetrics openAi = new OpenAiMetrics(families);
  private final UsageMetrics usage;
  private final WebhookMetrics webhooks = new WebhookMetrics(families);
  private final Exposition exposition = new Exposition(families);
  private final LongSupplier nanos;
  private final Family<Counter.Child> fileOperations;
  private final Family<Counter.Child> errors;
  private final Families.SuppliedGauge componentHealth;
  private final Families.SuppliedGauge memoryCapacity;
  private final Families.SuppliedGauge memoryReserved;
  private final Families.SuppliedGauge memoryRefusals;
  private final Families.SuppliedGauge loadRefusals;

  /**
   * Creates the metrics.
   *
   * @param version of the server, exposed as a label
   * @param nanos a monotonic clock in nanoseconds
   */
  public ServerMetrics(String version, LongSupplier nanos) {
    this.nanos = nanos;
    generations = new GenerationMetrics(families, nanos);
    usage = new UsageMetrics(families, nanos);
    fileOperations =
        families.counter(
            "dalleserver_file_operations_total",
            "Files read, written and deleted.",
            "operation",
            "outcome");
    errors =
        families.counter(
            "dalleserver_errors_total", "Errors reported to clients.", "code", "endpoint");
    componentHealth =
        families.suppliedGauge(
            "dalleserver_component_health",
            "The health of a component: 0 healthy, 1 degraded, 2 unhealthy.",
            "component");
    memoryCapacity =
        families.suppliedGauge(
            "dalleserver_memory_budget_capacity_bytes", "Bytes that a use may reserve.", "use");
    memoryReserved =
        families.suppliedGauge(
            "dalleserver_memory_budget_reserved_bytes", "Bytes that a use has reserved.", "use");
    memoryRefusals =
        families.suppliedGauge(
            "dalleserver_memory_budget_refusals",
            "How often a use was refused memory since the start.",
            "use");
    loadRefusals =
        families.suppliedGauge(
            "dalleserver_load_refusals",
            "Connections, requests and followers that were refused since the start.",
            "reason");
    addVersion(version);
    addProcessMetrics();
  }

  private void addVersion(String version) {
    families.gauge("dalleserver_up", "1 while the server runs.").labels().set(1);
    families
        .gauge(
            "dalleserver_build_info",
            "1, with the versions of the server and of Java as labels.",
            "version",
            "java")
        .labels(version, Runtime.version().toString())
        .set(1);
  }

  /**
   * Removes what is counted by series for those that are gone and were not counted for an hour:
   * clients can create and remove any number of them.
   *
   * @param exists whether there is a series of that name
   */
  public void removeIdleSeries(Predicate<String> exists) {
    generations.removeIdleSeries(exists, IDLE_NANOS);
    usage.removeIdleSeries(exists, IDLE_NANOS);
  }

  public HttpMetrics http() {
    return http;
  }

  public GenerationMetrics generations() {
    return generations;
  }

  /** Returns the metrics of what paid calls use and cost. */
  public UsageMetrics usage() {
    return usage;
  }

  public WebhookMetrics webhooks() {
    return webhooks;
  }

  /** Adds the metrics of a cluster, which a server that is alone has not; to be called once. */
  public ClusterMetrics addCluster() {
    return new ClusterMetrics(families);
  }

  /** Returns the listener for every call to the provider. */
  public CallListener openAi() {
    return openAi;
  }

  /**
   * Counts an operation on a file.
   *
   * @param operation one of a few words
   */
  public void fileOperation(String operation, boolean succeeded) {
    fileOperations.labels(operation, succeeded ? "success" : "failed").inc();
  }

  /**
   * Counts an error that was reported to a client.
   *
   * @param code a stable name from the contract
   * @param endpoint a pattern from the table of URLs
   */
  public void error(String code, String endpoint) {
    errors.labels(code, endpoint).inc();
  }

  /** Adds a gauge that is read at each scrape; its name is given without the prefix. */
  public void gauge(String name, String help, DoubleSupplier value) {
    families.suppliedGauge("dalleserver_" + name, help).add(value);
  }

  /** Adds a gauge that is slow to read: its value may be up to one second old. */
  public void slowGauge(String name, String help, DoubleSupplier value) {
    gauge(name, help, new CachedNumber(value, nanos));
  }

  /**
   * Exposes one use of the memory budget.
   *
   * @param capacity the maximum number of bytes that it may reserve
   * @param reserved the bytes that it has reserved
   * @param refusals how often it was refused since the start
   */
  public void memoryUse(
      String use, DoubleSupplier capacity, DoubleSupplier reserved, DoubleSupplier refusals) {
    memoryCapacity.add(capacity, use);
    memoryReserved.add(reserved, use);
    memoryRefusals.add(refusals, use);
  }

  /**
   * Exposes how often clients were refused for one reason.
   *
   * @param reason one of a few words
   */
  public void loadRefusals(String reason, DoubleSupplier refusals) {
    loadRefusals.add(refusals, reason);
  }

  /** Exposes the health of a component; the value may be up to one second old. */
  public void component(String name, DoubleSupplier level) {
    componentHealth.add(new CachedNumber(level, nanos), name);
  }

  /** Returns the exposition of all metrics. */
  public Exposition exposition() {
    return exposition;
  }

  /** Exposes the JVM's own metrics; their collectors are created at the first scrape. */
  private void addProcessMetrics() {
    families.add(new CachedCollector(ServerMetrics::processCollectors, nanos));
  }

  /** Returns the collectors of the JVM, except those that stay registered for every collection. */
  private static List<Collector> processCollectors() {
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
