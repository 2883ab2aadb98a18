package dev.dalleserver.web;

import dev.dalleserver.memory.MemoryBudget;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one event's bytes, which a feed and any number of readers hold together: it is
 * given back when the last of them lets go. Thread-safe.
 */
final class FrameMemory {
  private final MemoryBudget.@Nullable Reservation reservation;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * Begins with one holder.
   *
   * @param reservation null for bytes that nothing is reserved for
   */
  FrameMemory(MemoryBudget.@Nullable Reservation reservation) {
    this.reservation = reservation;
  }

  /** Adds a holder; to be called by a holder. */
  void retain() {
    holders.incrementAndGet();
  }

  /** One holder lets go. */
  void release() {
    if (holders.decrementAndGet() == 0 && reservation != null) {
      reservation.close();
    }
  }
}
