package dev.dalleserver.web.events;

import dev.dalleserver.memory.MemoryBudget;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one event's bytes, counted by its holders, a feed and any number of readers: it is
 * released with the last of them. Thread-safe.
 */
final class FrameMemory {
  private final MemoryBudget.@Nullable Reservation reservation;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * Creates the memory with one holder.
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

  /** Removes a holder; the last one releases the memory. */
  void release() {
    if (holders.decrementAndGet() == 0 && reservation != null) {
      reservation.close();
    }
  }
}
