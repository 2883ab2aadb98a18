package dev.dalleserver.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * Creates metrics and exposes each in both forms: in the library's registry, which collects
 * everything at each call, and on the page of plain text, which caches what it wrote. A metric
 * without labels has one child with an empty list of labels.
 */
final class Families {
  private final CollectorRegistry registry = new CollectorRegistry();
  private final TextPage page = new TextPage();

  CollectorRegistry registry() {
    return registry;
  }

  TextPage page() {
    return page;
  }

  /**
   * Creates a counter.
   *
   * @param name with its suffix {@code _total}
   */
  Family<Counter.Child> counter(String name, String help, String... labelNames) {
    Counter counter = Counter.build(name, help).labelNames(labelNames).register(registry);
    List<String> names = List.of(labelNames);
    return family(
        section(name, Collector.Type.COUNTER, help),
        counter::labels,
        counter::remove,
        (labels, child) -> new NumberLine(name, names, labels, child::get));
  }

  Family<Gauge.Child> gauge(String name, String help, String... labelNames) {
    Gauge gauge = Gauge.build(name, help).labelNames(labelNames).register(registry);
    List<String> names = List.of(labelNames);
    return family(
        section(name, Collector.Type.GAUGE, help),
        gauge::labels,
        gauge::remove,
        (labels, child) -> new NumberLine(name, names, labels, child::get));
  }

  /** Creates a gauge whose children are read at each scrape. */
  SuppliedGauge suppliedGauge(String name, String help, String... labelNames) {
    Gauge gauge = Gauge.build(name, help).labelNames(labelNames).register(registry);
    TextPage.Section section = section(name, Collector.Type.GAUGE, help);
    List<String> names = List.of(labelNames);
    return (value, labels) -> {
      gauge.setChild(new SuppliedChild(value), labels);
      section.add(new NumberLine(name, names, List.of(labels), value));
    };
  }

  /**
   * Creates a histogram.
   *
   * @param bounds upper bounds of the buckets, in seconds for a duration
   */
  Family<Histogram.Child> histogram(
      String name, String help, double[] bounds, String... labelNames) {
    Histogram histogram =
        Histogram.build(name, help).buckets(bounds).labelNames(labelNames).register(registry);
    List<String> names = List.of(labelNames);
    return family(
        section(name, Collector.Type.HISTOGRAM, help),
        histogram::labels,
        histogram::remove,
        (labels, child) -> new HistogramLines(name, names, labels, bounds, child));
  }

  /** Adds a collector of the library, which must return the same list as long as it is valid. */
  void add(Collector collector) {
    registry.register(collector);
    page.section(new byte[0]).add(new SampleLines(collector));
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

  /** Creates a family; each child is the library's and has a block in the section. */
  private static <C> Family<C> family(
      TextPage.Section section,
      Function<String[], C> library,
      Consumer<String[]> libraryRemover,
      BiFunction<List<String>, C, TextBlock> writer) {
    Map<List<String>, TextBlock> blocks = new ConcurrentHashMap<>();
    return new Family<>(
        labels -> {
          C child = library.apply(labels.toArray(new String[0]));
          TextBlock block = writer.apply(labels, child);
          blocks.put(labels, block);
          section.add(block);
          return child;
        },
        labels -> {
          libraryRemover.accept(labels.toArray(new String[0]));
          TextBlock block = blocks.remove(labels);
          if (block != null) {
            section.remove(block);
          }
        });
  }

  private TextPage.Section section(String name, Collector.Type type, String help) {
    return page.section(new PlainText().heading(name, type, help).bytes());
  }
}
