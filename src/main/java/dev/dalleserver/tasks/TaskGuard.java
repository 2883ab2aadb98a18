package dev.dalleserver.tasks;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the thread of a loop alive: logs everything that a task throws, and returns. An {@link
 * OutOfMemoryError} ends the process. Confined to one thread.
 */
public final class TaskGuard {
  private static final Logger LOG = LoggerFactory.getLogger(TaskGuard.class);

  private final String name;
  private int failures;

  /**
   * Creates a guard.
   *
   * @param name of the loop in the log
   */
  public TaskGuard(String name) {
    this.name = name;
  }

  /** Runs a task; never throws. */
  public void run(Runnable task) {
    try {
      task.run();
      failures = 0;
    } catch (Throwable e) {
      FatalErrors.escalate(e);
      failures++;
      // Logs the 1st, 2nd, 4th, 8th failure in a row, so that a task that always fails does not
      // flood the log.
      if (Integer.bitCount(failures) == 1) {
        LOG.error("task={} event=failed times={}", name, failures, e);
      }
    }
  }
}
