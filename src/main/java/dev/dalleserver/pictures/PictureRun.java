package dev.dalleserver.pictures;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.Job;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.JobOutcome;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The making of one requested picture, as a job. */
final class PictureRun implements Job {
  private static final Logger LOG = LoggerFactory.getLogger(PictureRun.class);

  private final RunContext context;
  private final Pipeline pipeline;
  private final Duration limit;

  /** What was stored since then is its own; without it, nothing that is stored can be. */
  private volatile Instant ownSince = Instant.MAX;

  PictureRun(RunContext context, Pipeline pipeline, Duration limit) {
    this.context = context;
    this.pipeline = pipeline;
    this.limit = limit;
  }

  RunContext context() {
    return context;
  }

  ProgressRun progress() {
    return context.progress();
  }

  /** Goes on where an earlier worker has left off, with what was stored since a time. */
  void resumeFrom(Instant submittedAt) {
    ownSince = submittedAt;
  }

  @Override
  public Cancellation cancellation() {
    return context.cancellation();
  }

  @Override
  public Duration limit() {
    return limit;
  }

  @Override
  public void work() throws JobException, CancelledException, IOException {
    pipeline.run(context, ownSince);
  }

  @Override
  public boolean finish(JobOutcome outcome) {
    return progress().finish(outcome(outcome));
  }

  /** Returns what clients are told about that end. */
  RunOutcome outcome(JobOutcome outcome) {
    return outcome.match(new Endings());
  }

  /**
   * Returns true once the run has ended: its state changes no more. Its worker may still store a
   * picture that is paid for.
   */
  @Override
  public boolean isEnded() {
    return progress().isDone();
  }

  @Override
  public void onPositionChanged(int position) {
    progress().updateQueuePosition(position);
  }

  @Override
  public String toString() {
    return "run=" + context.key();
  }

  /** What clients are told about the end of a run. */
  private final class Endings implements JobOutcome.Cases<RunOutcome> {
    @Override
    public RunOutcome done() {
      return RunOutcome.SUCCESS;
    }

    @Override
    public RunOutcome cancelled() {
      return RunOutcome.CANCELLED;
    }

    @Override
    public RunOutcome timedOut() {
      return failure(
          "the run took longer than " + limit.toSeconds() + " s and was ended",
          FailureCode.GENERATION_TIMEOUT);
    }

    @Override
    public RunOutcome shutDown() {
      return failure(
          "the server was stopped; ask again to go on where it left off",
          FailureCode.SHUTTING_DOWN);
    }

    @Override
    public RunOutcome failed(JobException reason) {
      return failure(reason.getMessage(), reason.code());
    }

    @Override
    public RunOutcome notStored(IOException fault) {
      LOG.debug("{} event=disk_fault reason=\"{}\"", PictureRun.this, PlainReason.withFile(fault));
      return failure(
          "the picture could not be stored: " + pipeline.describe(fault),
          FailureCode.FILE_SYSTEM_ERROR);
    }

    @Override
    public RunOutcome broken(RuntimeException cause) {
      return failure(
          "something unexpected went wrong; the log of the server says more",
          FailureCode.INTERNAL_SERVER_ERROR);
    }

    @Override
    public RunOutcome workerDied() {
      return failure("the run ended unexpectedly", FailureCode.INTERNAL_SERVER_ERROR);
    }

    private RunOutcome failure(String message, FailureCode code) {
      return RunOutcome.failure(message, code.name());
    }
  }
}
