package dev.dalleserver.metrics;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Collectors that are slow to ask, such as the JVM's own: the threads' states take a safepoint, and
 * the number of open files a look at each. Their samples are kept for a second, so that many
 * scrapers cost no more than one.
 *
 * <p>Guarded by {@code this}.
 */
final class CachedCollector extends Collector {
  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<List<Collector>> source;
  private final LongSupplier nanos;
  private List<Collector> collectors = List.of();
  private List<MetricFamilySamples> samples = List.of();
  private long collectedNanos;

  /**
   * @param source asked when somebody wants to see samples for the first time
   */
  CachedCollector(Supplier<List<Collector>> source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  @Override
  public synchronized List<MetricFamilySamples> collect() {
    if (collectors.isEmpty()) {
      collectors = source.get();
    }
    long now = nanos.getAsLong();
    if (samples.isEmpty() || now - collectedNanos >= KEPT_NANOS) {
      samples = collectors.stream().flatMap(each -> each.collect().stream()).toList();
      collectedNanos = now;
    }
    return samples;
  }
}
