package dev.dalleserver.jobs;

import java.time.Duration;

/** Work that is drained when the server stops. */
public interface Drainable {
  /**
   * Accepts no new work from now on, and ends the work that waits or is not paying for anything, so
   * that later requests can resume it; work that is paying ends when what it pays for is stored.
   */
  void refuseNewWork();

  /**
   * Waits until nothing is being paid for, at most for {@code timeout}.
   *
   * @return how many jobs are still paying
   */
  int awaitPaid(Duration timeout);
}
