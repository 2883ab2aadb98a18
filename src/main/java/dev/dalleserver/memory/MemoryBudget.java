package dev.dalleserver.memory;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One budget for everything whose size clients or providers decide. It is a share of the heap, so
 * that what is reserved can never fill the heap; each {@link MemoryUse} has a part of it for
 * itself, so that no use starves another. Callers reserve before they hold bytes and are refused at
 * once when there is no room; nothing waits here. Thread-safe.
 */
public final class MemoryBudget {
  /** The other half belongs to the program, its caches, and pixels that are being worked on. */
  private static final int PERCENT_OF_HEAP = 50;

  private static final int WHOLE = 100;

  private final long capacity;
  private final AtomicLongArray reservedByUse = new AtomicLongArray(MemoryUse.values().length);
  private final AtomicLongArray refusals = new AtomicLongArray(MemoryUse.values().length);

  /**
   * @param capacity the most bytes that all uses together may hold
   */
  public MemoryBudget(long capacity) {
    this.capacity = capacity;
  }

  /** A budget of half of the largest heap that this JVM may use. */
  public static MemoryBudget ofThisHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / WHOLE * PERCENT_OF_HEAP);
  }

  /**
   * Reserves memory for one holder.
   *
   * @param bytes at least 0
   * @return empty when there is no room; nothing is reserved then, and the refusal is counted
   */
  public Optional<Reservation> tryReserve(MemoryUse use, long bytes) {
    Reservation reservation = new Reservation(use);
    return reservation.tryGrow(bytes) ? Optional.of(reservation) : Optional.empty();
  }

  /** True when so much could be reserved now; asking counts as no refusal. */
  public boolean hasRoom(MemoryUse use, long bytes) {
    return reserved(use) + bytes <= capacity(use);
  }

  /** The most bytes that {@code use} may hold. */
  public long capacity(MemoryUse use) {
    return capacity / WHOLE * use.percent();
  }

  /** Bytes that {@code use} holds now. */
  public long reserved(MemoryUse use) {
    return reservedByUse.get(use.ordinal());
  }

  /** How often {@code use} has been refused since the start. */
  public long refusals(MemoryUse use) {
    return refusals.get(use.ordinal());
  }

  private boolean take(MemoryUse use, long bytes) {
    // The shares are disjoint, so what is within its share is within the whole. Before the bytes
    // are taken back, another thread may be refused although there is room a moment later: it would
    // have been refused a moment earlier as well.
    if (reservedByUse.addAndGet(use.ordinal(), bytes) > capacity(use)) {
      give(use, bytes);
      refusals.incrementAndGet(use.ordinal());
      return false;
    }
    return true;
  }

  private void give(MemoryUse use, long bytes) {
    reservedByUse.addAndGet(use.ordinal(), -bytes);
  }

  /** What one holder has reserved. Closing it gives everything back, once. Thread-safe. */
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
     * @return false when there is no room, or it is closed; what is reserved stays reserved
     */
    public synchronized boolean tryGrow(long more) {
      if (more < 0) {
        throw new IllegalArgumentException("cannot grow by " + more);
      }
      if (closed || !take(use, more)) {
        return false;
      }
      bytes += more;
      return true;
    }

    /** Gives back a part; at most what is held. */
    public synchronized void shrink(long less) {
      long given = Math.min(less, bytes);
      bytes -= given;
      give(use, given);
    }

    /** Bytes that are held. */
    public synchronized long bytes() {
      return bytes;
    }

    @Override
    public synchronized void close() {
      closed = true;
      give(use, bytes);
      bytes = 0;
    }
  }
}
