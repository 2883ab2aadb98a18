package dev.dalleserver.health;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks how full the heap is, measured after garbage collections: before a collection the heap
 * also holds garbage, and its size only tells when the next collection is due.
 */
public final class MemoryCheck implements HealthCheck {
  private static final double DEGRADED_SHARE = 0.85;
  private static final double UNHEALTHY_SHARE = 0.97;

  /**
   * The use of the heap.
   *
   * @param used bytes that survived the last collection
   * @param max the maximum size in bytes
   */
  record Heap(long used, long max) {}

  private final Supplier<Heap> heap;

  public MemoryCheck() {
    this(afterCollection(ManagementFactory.getMemoryPoolMXBeans()));
  }

  MemoryCheck(Supplier<Heap> heap) {
    this.heap = heap;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Finding examine() {
    Heap now = heap.get();
    double share = now.max() <= 0 ? 0 : (double) now.used() / now.max();
    String message = Math.round(share * 100) + " % of the heap is in use after collections";
    return evaluate(share, message).with("usedBytes", now.used()).with("maxBytes", now.max());
  }

  private static Finding evaluate(double share, String message) {
    if (share >= UNHEALTHY_SHARE) {
      return Finding.unhealthy(message);
    }
    return share >= DEGRADED_SHARE ? Finding.degraded(message) : Finding.healthy(message);
  }

  /** Returns a supplier of the pool for long-lived objects, whose name depends on the collector. */
  private static Supplier<Heap> afterCollection(List<MemoryPoolMXBean> pools) {
    List<MemoryPoolMXBean> tenured =
        pools.stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .filter(pool -> pool.getName().contains("Old") || pool.getName().contains("Tenured"))
            .toList();
    return () -> {
      long used = 0;
      long max = 0;
      for (MemoryPoolMXBean pool : tenured) {
        @Nullable MemoryUsage usage = pool.getCollectionUsage();
        if (usage != null) {
          used += usage.getUsed();
          max += Math.max(usage.getMax(), 0);
        }
      }
      return new Heap(used, max);
    };
  }
}
