package dev.dalleserver.metrics;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Caches the samples of slow collectors, such as the JVM's own: thread states need a safepoint, and
 * the number of open files a system call each. Samples are cached for a second, so that many
 * scrapers cost no more than one.
 *
 * <p>Guarded by {@code this}.
 */
final class CachedCollector extends Collector {
  private static final long CACHE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<List<Collector>> source;
  private final LongSupplier nanos;
  private List<Collector> collectors = List.of();
  private List<MetricFamilySamples> samples = List.of();
  private long collectedNanos;

  /**
   * Creates the collector.
   *
   * @param source called when samples are requested for the first time
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
    if (samples.isEmpty() || now - collectedNanos >= CACHE_NANOS) {
      samples = collectors.stream().flatMap(collector -> collector.collect().stream()).toList();
      collectedNanos = now;
    }
    return samples;
  }
}
