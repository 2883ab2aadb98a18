package dev.dalleserver.memory;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The memory budget for everything whose size clients or providers decide. It is a share of the
 * heap, so that reserved memory can never fill the heap; each {@link MemoryUse} has a separate
 * part, so that no use starves another. Callers reserve before they hold bytes, and are refused at
 * once when there is no room; no caller waits. Thread-safe.
 */
public final class MemoryBudget {
  /** The other half is for the server, its caches, and pixels in processing. */
  private static final int PERCENT_OF_HEAP = 50;

  private static final int HUNDRED_PERCENT = 100;

  private final long capacity;
  private final AtomicLongArray reservedByUse = new AtomicLongArray(MemoryUse.values().length);
  private final AtomicLongArray refusals = new AtomicLongArray(MemoryUse.values().length);

  /**
   * Creates a budget.
   *
   * @param capacity the maximum number of bytes for all uses together
   */
  public MemoryBudget(long capacity) {
    this.capacity = capacity;
  }

  /** Creates a budget of half of the maximum heap of this JVM. */
  public static MemoryBudget ofThisHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / HUNDRED_PERCENT * PERCENT_OF_HEAP);
  }

  /**
   * Reserves memory for one holder.
   *
   * @param bytes at least 0
   * @return empty when there is no room; then no memory is reserved, and the refusal is counted
   */
  public Optional<Reservation> tryReserve(MemoryUse use, long bytes) {
    Reservation reservation = new Reservation(use);
    return reservation.tryGrow(bytes) ? Optional.of(reservation) : Optional.empty();
  }

  /** Returns true when that many bytes could be reserved now; does not count as a refusal. */
  public boolean hasRoom(MemoryUse use, long bytes) {
    return reserved(use) + bytes <= capacity(use);
  }

  /** Returns the maximum number of bytes that {@code use} may reserve. */
  public long capacity(MemoryUse use) {
    return capacity / HUNDRED_PERCENT * use.percent();
  }

  /** Returns the number of bytes that {@code use} has reserved. */
  public long reserved(MemoryUse use) {
    return reservedByUse.get(use.ordinal());
  }

  /** Returns how often {@code use} has been refused since the start. */
  public long refusals(MemoryUse use) {
    return refusals.get(use.ordinal());
  }

  private boolean reserve(MemoryUse use, long bytes) {
    // The shares are disjoint, so a use within its share is within the budget. Until the bytes are
    // subtracted again, another thread may be refused although there is room a moment later: it
    // would have been refused a moment earlier as well.
    if (reservedByUse.addAndGet(use.ordinal(), bytes) > capacity(use)) {
      release(use, bytes);
      refusals.incrementAndGet(use.ordinal());
      return false;
    }
    return true;
  }

  private void release(MemoryUse use, long bytes) {
    reservedByUse.addAndGet(use.ordinal(), -bytes);
  }

  /** The memory that one holder has reserved. Closing it releases all of it, once. Thread-safe. */
  public final class Reservation implements AutoCloseable {
    private final MemoryUse use;
    private long bytes;
    private boolean closed;

    private Reservation(MemoryUse use) {
      this.use = use;
    }

    /**
     * Reserves more for the same holder.
     *
     * @return false when there is no room, or it is closed; the existing reservation stays
     */
    public synchronized boolean tryGrow(long more) {
      if (more < 0) {
        throw new IllegalArgumentException("cannot grow by " + more);
      }
      if (closed || !reserve(use, more)) {
        return false;
      }
      bytes += more;
      return true;
    }

    /** Releases a part; at most what is reserved. */
    public synchronized void shrink(long amount) {
      long released = Math.min(amount, bytes);
      bytes -= released;
      release(use, released);
    }

    /** Returns the number of reserved bytes. */
    public synchronized long bytes() {
      return bytes;
    }

    @Override
    public synchronized void close() {
      closed = true;
      release(use, bytes);
      bytes = 0;
    }
  }
}
