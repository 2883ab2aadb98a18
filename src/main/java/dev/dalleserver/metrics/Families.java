package dev.dalleserver.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.SimpleCollector;
import java.util.function.DoubleSupplier;

/** Creates metrics in a registry of the library. */
final class Families {
  private final CollectorRegistry registry = new CollectorRegistry();

  CollectorRegistry registry() {
    return registry;
  }

  /**
   * Creates a counter.
   *
   * @param name with its suffix {@code _total}
   */
  Family<Counter.Child> counter(String name, String help, String... labelNames) {
    return family(Counter.build(name, help).labelNames(labelNames).register(registry));
  }

  Family<Gauge.Child> gauge(String name, String help, String... labelNames) {
    return family(Gauge.build(name, help).labelNames(labelNames).register(registry));
  }

  /** Creates a gauge whose children are read at each scrape. */
  SuppliedGauge suppliedGauge(String name, String help, String... labelNames) {
    Gauge gauge = Gauge.build(name, help).labelNames(labelNames).register(registry);
    return (value, labels) -> gauge.setChild(new SuppliedChild(value), labels);
  }

  /**
   * Creates a histogram.
   *
   * @param bounds upper bounds of the buckets, in seconds for a duration
   */
  Family<Histogram.Child> histogram(
      String name, String help, double[] bounds, String... labelNames) {
    return family(
        Histogram.build(name, help).buckets(bounds).labelNames(labelNames).register(registry));
  }

  /** Adds a collector of the library. */
  void add(Collector collector) {
    registry.register(collector);
  }

  /** Accepts children one by one. */
  @FunctionalInterface
  interface SuppliedGauge {
    void add(DoubleSupplier value, String... labels);
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

  private static <C> Family<C> family(SimpleCollector<C> library) {
    return new Family<>(
        labels -> library.labels(labels.toArray(new String[0])),
        labels -> library.remove(labels.toArray(new String[0])));
  }
}
