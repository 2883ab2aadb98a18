package dev.dalleserver.jobs;

import java.util.OptionalLong;

/**
 * The lease by which the calling thread works. What a worker writes is written on its own thread,
 * so a backend that is shared by several processes can refuse what a worker writes whose lease
 * holds no more, wherever in the work that is.
 */
public final class CurrentLease {
  private static final ThreadLocal<Long> FENCE = new ThreadLocal<>();

  private CurrentLease() {}

  /** Returns the fence of the lease; empty for threads that work on no job. */
  public static OptionalLong fence() {
    Long fence = FENCE.get();
    return fence == null ? OptionalLong.empty() : OptionalLong.of(fence);
  }

  /** Has the calling thread work by a lease until the result is closed. */
  public static Scope enter(long fence) {
    Long before = FENCE.get();
    FENCE.set(fence);
    return () -> {
      if (before == null) {
        FENCE.remove();
      } else {
        FENCE.set(before);
      }
    };
  }

  /** The time during which a thread works by a lease. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }
}
