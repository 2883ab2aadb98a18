package dev.dalleserver.pictures;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.JobLimits;
import dev.dalleserver.jobs.WorkerPool;
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
 * The supervisor that ends every run: with success, with a failure, by cancellation, or at its
 * deadline, even if its worker thread never returns.
 */
final class RunSupervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunSupervisor.class);

  private final Pipeline pipeline;
  private final PictureArtifacts artifacts;
  private final Duration runLimit;
  private final LongSupplier nanos;
  private final Consumer<ActiveRun> onEnd;
  private final WorkerPool workers;
  private final TaskScheduler timers = new TaskScheduler("deadlines");

  /**
   * @param onEnd called once for every run that has ended
   */
  RunSupervisor(
      Pipeline pipeline,
      PictureArtifacts artifacts,
      JobLimits limits,
      LongSupplier nanos,
      Consumer<ActiveRun> onEnd) {
    this.pipeline = pipeline;
    this.artifacts = artifacts;
    this.runLimit = limits.runLimit();
    this.nanos = nanos;
    this.onEnd = onEnd;
    this.workers = new WorkerPool(limits);
  }

  /**
   * Returns a cancellation whose deadline takes effect only where a caller checks it; a timer ends
   * the run.
   */
  Cancellation newCancellation() {
    return new Cancellation(nanos, runLimit.toNanos());
  }

  /**
   * Starts a run: a worker takes it at once, or it waits in the queue.
   *
   * @return null when the queue is full, or the supervisor is closed
   */
  @Nullable ActiveRun start(PictureJob job) {
    ActiveRun run = new ActiveRun(job, this::work);
    return workers.submit(run) ? run : null;
  }

  /**
   * Ends a run for a reason from outside; a run that has ended before stays as it is.
   *
   * @return false when its end had been requested before
   */
  boolean end(ActiveRun run, Cancellation.Reason reason) {
    boolean first = run.job().cancellation().request(reason);
    workers.withdraw(run);
    finish(run, outcomeOf(reason));
    return first;
  }

  /** Ends a run because the server stops, unless it is paying for its picture. */
  void endUnlessPaying(ActiveRun run) {
    Cancellation.Reason stop = Cancellation.Reason.SHUTDOWN;
    if (run.job().cancellation().requestUnlessPaying(stop)) {
      workers.withdraw(run);
      finish(run, outcomeOf(stop));
    }
  }

  int active() {
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
    Cancellation cancellation = run.job().cancellation();
    RunOutcome outcome =
        RunOutcome.failure("the run ended unexpectedly", FailureCode.INTERNAL_SERVER_ERROR.name());
    Runnable expire = () -> end(run, Cancellation.Reason.DEADLINE);
    Runnable interrupt = Thread.currentThread()::interrupt;
    try (Cancellation.Registration interrupting = cancellation.onRequest(interrupt)) {
      run.setDeadline(timers.scheduleAfter(runLimit, expire));
      outcome = attempt(run.job());
    } finally {
      finish(run, outcome);
      // Another thread may have ended the run before the timer was set.
      run.cancelDeadline();
      // The interrupt was meant for the run, not for the next one on this thread.
      Thread.interrupted();
    }
  }

  private RunOutcome attempt(PictureJob job) {
    try {
      pipeline.run(job);
      return RunOutcome.SUCCESS;
    } catch (CancelledException e) {
      return outcomeOf(e.reason());
    } catch (JobException e) {
      return RunOutcome.failure(e.getMessage(), e.code().name());
    } catch (IOException e) {
      return diskOutcome(job, e);
    } catch (RuntimeException e) {
      LOG.error("run={} event=broken", job.key(), e);
      return RunOutcome.failure(
          "something unexpected went wrong: " + e.getClass().getSimpleName(),
          FailureCode.INTERNAL_SERVER_ERROR.name());
    }
  }

  private RunOutcome diskOutcome(PictureJob job, IOException fault) {
    // An interrupted write fails like a broken disk.
    return job.cancellation()
        .reason()
        .map(this::outcomeOf)
        .orElseGet(
            () -> {
              LOG.debug("run={} event=disk_fault reason=\"{}\"", job.key(), fault.toString());
              return RunOutcome.failure(
                  "the picture could not be stored: " + artifacts.describe(fault),
                  FailureCode.FILE_SYSTEM_ERROR.name());
            });
  }

  private RunOutcome outcomeOf(Cancellation.Reason reason) {
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

  /**
   * Ends the run, unless another thread has ended it first: the worker, the timer, or a cancelling
   * client.
   */
  private void finish(ActiveRun run, RunOutcome outcome) {
    if (run.progress().finish(outcome)) {
      run.cancelDeadline();
      onEnd.accept(run);
    }
  }
}
