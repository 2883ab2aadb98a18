package dev.dalleserver.health;

import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Checks whether one more run may wait in the queue. */
public final class QueueCheck implements HealthCheck {
  private final IntSupplier active;
  private final int workers;
  private final IntSupplier waiting;
  private final int capacity;
  private final BooleanSupplier shuttingDown;

  /**
   * Creates the check.
   *
   * @param active the number of runs in progress
   * @param waiting the number of waiting runs
   * @param capacity the maximum number of waiting runs; 0 if none may wait
   */
  public QueueCheck(
      IntSupplier active,
      int workers,
      IntSupplier waiting,
      int capacity,
      BooleanSupplier shuttingDown) {
    this.active = active;
    this.workers = workers;
    this.waiting = waiting;
    this.capacity = capacity;
    this.shuttingDown = shuttingDown;
  }

  @Override
  public String name() {
    return "queue";
  }

  @Override
  public Finding examine() {
    int busy = active.getAsInt();
    int queued = waiting.getAsInt();
    return evaluate(busy, queued)
        .with("active", busy)
        .with("workers", workers)
        .with("waiting", queued)
        .with("capacity", capacity);
  }

  private Finding evaluate(int busy, int queued) {
    if (shuttingDown.getAsBoolean()) {
      return Finding.degraded("new work is refused: the server is shutting down");
    }
    // Waiting runs are made in time, and stored pictures are still served: full is not broken.
    boolean full = capacity == 0 ? busy >= workers : queued >= capacity;
    if (full) {
      return Finding.degraded("the queue is full: new runs are refused");
    }
    return Finding.healthy(busy + " under way, " + queued + " waiting");
  }
}
