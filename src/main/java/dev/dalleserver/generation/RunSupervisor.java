package dev.dalleserver.generation;

import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.tasks.TaskScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that every run ends: well, with the failure it met, when it is told to, or when its
 * time is up, even if the thread that works on it never comes back.
 */
final class RunSupervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunSupervisor.class);

  private final Pipeline pipeline;
  private final PictureArtifacts archive;
  private final Duration runLimit;
  private final LongSupplier nanos;
  private final Consumer<ActiveRun> whenOver;
  private final WorkerPool workers;
  private final TaskScheduler timers = new TaskScheduler("deadlines");

  /**
   * @param whenOver told once of every run that has ended
   */
  RunSupervisor(
      Pipeline pipeline,
      PictureArtifacts archive,
      JobLimits capacity,
      LongSupplier nanos,
      Consumer<ActiveRun> whenOver) {
    this.pipeline = pipeline;
    this.archive = archive;
    this.runLimit = capacity.runLimit();
    this.nanos = nanos;
    this.whenOver = whenOver;
    this.workers = new WorkerPool(capacity);
  }

  /** A cancellation whose deadline only matters to those who ask how much time is left. */
  Cancellation newCancellation() {
    return new Cancellation(nanos, runLimit.toNanos());
  }

  /**
   * Takes on a run: it works at once, or waits its turn.
   *
   * @return null when there is no room to wait in
   */
  @Nullable ActiveRun start(PictureJob commission) {
    ActiveRun run = new ActiveRun(commission, this::work);
    return workers.submit(run) ? run : null;
  }

  /**
   * Ends a run for a reason that is not its own; one that has ended before stays as it is.
   *
   * @return false when somebody else had asked for its end before
   */
  boolean end(ActiveRun run, Cancellation.Reason reason) {
    boolean first = run.commission().cancellation().request(reason);
    workers.withdraw(run);
    finish(run, ending(reason));
    return first;
  }

  /** Ends a run because the server stops, unless it is paying for its picture. */
  void endUnlessPaying(ActiveRun run) {
    Cancellation.Reason stop = Cancellation.Reason.SHUTDOWN;
    if (run.commission().cancellation().requestUnlessPaying(stop)) {
      workers.withdraw(run);
      finish(run, ending(stop));
    }
  }

  int working() {
    return workers.active();
  }

  int waiting() {
    return workers.waiting();
  }

  @Override
  public void close() {
    workers.close();
    timers.close();
  }

  private void work(ActiveRun run) {
    Cancellation cancellation = run.commission().cancellation();
    RunOutcome ending =
        RunOutcome.failure("the run broke off", FailureCode.INTERNAL_SERVER_ERROR.name());
    Runnable expire = () -> end(run, Cancellation.Reason.DEADLINE);
    Runnable interrupt = Thread.currentThread()::interrupt;
    try (Cancellation.Registration interrupting = cancellation.onRequest(interrupt)) {
      run.watchedBy(timers.after(runLimit, expire));
      ending = attempt(run.commission());
    } finally {
      finish(run, ending);
      // It may have been ended by somebody else before the timer was there.
      run.stopWatching();
      // The interrupt was meant for the run, not for the next one on this thread.
      Thread.interrupted();
    }
  }

  private RunOutcome attempt(PictureJob commission) {
    try {
      pipeline.run(commission);
      return RunOutcome.SUCCESS;
    } catch (CancelledException e) {
      return ending(e.reason());
    } catch (GenerationException e) {
      return RunOutcome.failure(e.getMessage(), e.code().name());
    } catch (IOException e) {
      return diskEnding(commission, e);
    } catch (RuntimeException e) {
      LOG.error("run={} event=broken", commission.key(), e);
      return RunOutcome.failure(
          "something unexpected went wrong: " + e.getClass().getSimpleName(),
          FailureCode.INTERNAL_SERVER_ERROR.name());
    }
  }

  private RunOutcome diskEnding(PictureJob commission, IOException fault) {
    // An interrupted write fails like a broken disk.
    return commission
        .cancellation()
        .reason()
        .map(this::ending)
        .orElseGet(
            () -> {
              LOG.debug(
                  "run={} event=disk_fault reason=\"{}\"", commission.key(), fault.toString());
              return RunOutcome.failure(
                  "the picture could not be stored: " + archive.describe(fault),
                  FailureCode.FILE_SYSTEM_ERROR.name());
            });
  }

  private RunOutcome ending(Cancellation.Reason reason) {
    return switch (reason) {
      case CANCELLED -> RunOutcome.CANCELLED;
      case DEADLINE ->
          RunOutcome.failure(
              "the run took longer than " + runLimit.toSeconds() + " s and was ended",
              FailureCode.GENERATION_TIMEOUT.name());
      case SHUTDOWN ->
          RunOutcome.failure(
              "the server was stopped; ask again to go on where it left off",
              FailureCode.SHUTTING_DOWN.name());
    };
  }

  /** Whoever is first ends it: the worker, a timer, or somebody who asked. */
  private void finish(ActiveRun run, RunOutcome ending) {
    if (run.progress().finish(ending)) {
      run.stopWatching();
      whenOver.accept(run);
    }
  }
}
