package dev.dalleserver.cli;

import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.tasks.TaskScheduler;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Prints the active runs every two seconds, for an operator at a terminal. */
public final class StatusPrinter implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final ProgressManager progress;
  private final PrintStream out;
  private final TaskScheduler scheduler = new TaskScheduler("status");

  /** The failed runs that were printed: each is shown once. Used by the scheduler's thread only. */
  private final Set<ProgressRun> printedFailures = new HashSet<>();

  public StatusPrinter(ProgressManager progress, PrintStream out) {
    this.progress = progress;
    this.out = out;
  }

  /** Starts to print periodically. */
  public StatusPrinter start() {
    scheduler.scheduleEvery(INTERVAL, this::print);
    return this;
  }

  /** Prints the table once; prints nothing when no run is active. */
  void print() {
    Collection<ProgressRun> known = progress.all();
    printedFailures.retainAll(known);
    List<ProgressRun> shown =
        known.stream()
            .filter(run -> !run.isDone() || (run.isFailedOrCancelled() && printedFailures.add(run)))
            .toList();
    String table = StatusTable.of(shown);
    if (!table.isEmpty()) {
      out.print(table);
      out.flush();
    }
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
