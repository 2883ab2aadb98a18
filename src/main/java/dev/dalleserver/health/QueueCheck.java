package dev.dalleserver.health;

import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Whether there is room for one more run to wait. */
public final class QueueCheck implements HealthCheck {
  private final IntSupplier active;
  private final int workers;
  private final IntSupplier waiting;
  private final int capacity;
  private final BooleanSupplier shuttingDown;

  /**
   * @param active runs that are being worked on
   * @param waiting runs that wait
   * @param capacity how many may wait; 0: none
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
    return judge(busy, queued)
        .with("active", busy)
        .with("workers", workers)
        .with("waiting", queued)
        .with("capacity", capacity);
  }

  private Finding judge(int busy, int queued) {
    if (shuttingDown.getAsBoolean()) {
      return Finding.degraded("new work is refused: the server is shutting down");
    }
    // What waits is served in time, and what is there is still handed out: full is not broken.
    boolean full = capacity == 0 ? busy >= workers : queued >= capacity;
    if (full) {
      return Finding.degraded("the queue is full: new runs are refused");
    }
    return Finding.healthy(busy + " under way, " + queued + " waiting");
  }
}
