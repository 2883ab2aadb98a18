package dev.dalleserver.jobs;

import java.io.IOException;

/**
 * How a job has ended. It is read by {@link #match}, so that a new outcome does not compile until
 * every reader handles it.
 */
public sealed interface JobOutcome {
  /** The work is done and its results are stored. */
  record Done() implements JobOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.done();
    }
  }

  /** A client cancelled the job. */
  record Cancelled() implements JobOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.cancelled();
    }
  }

  /** The work took longer than its limit. */
  record TimedOut() implements JobOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.timedOut();
    }
  }

  /** The server stops. */
  record ShutDown() implements JobOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.shutDown();
    }
  }

  /** The work failed for a reason that clients are told. */
  record Failed(JobException reason) implements JobOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.failed(reason);
    }
  }

  /** A result could not be stored. */
  record NotStored(IOException fault) implements JobOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.notStored(fault);
    }
  }

  /** The work threw an exception that no caller expects. */
  record Broken(RuntimeException cause) implements JobOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.broken(cause);
    }
  }

  /** The worker's thread has died, for instance of a lack of memory. */
  record WorkerDied() implements JobOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.workerDied();
    }
  }

  /**
   * One method for each outcome.
   *
   * @param <R> what the outcomes are translated to
   */
  interface Cases<R> {
    R done();

    R cancelled();

    R timedOut();

    R shutDown();

    R failed(JobException reason);

    R notStored(IOException fault);

    R broken(RuntimeException cause);

    R workerDied();
  }

  /** Returns what the method for this outcome returns. */
  <R> R match(Cases<R> cases);

  /** Returns the outcome of a job that was asked to end. */
  static JobOutcome of(Cancellation.Reason reason) {
    return switch (reason) {
      case CANCELLED -> new Cancelled();
      case DEADLINE -> new TimedOut();
      // What a worker without a lease reports changes nothing.
      case SHUTDOWN, LEASE_LOST -> new ShutDown();
    };
  }
}
