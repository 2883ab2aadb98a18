package dev.dalleserver.jobs;

import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * What has become of a request for a job.
 *
 * @param <J> the jobs
 */
public sealed interface Submission<J> {
  /** The job is in line. */
  record Started<J>(J job) implements Submission<J> {
    @Override
    public <R> R match(Cases<J, R> cases) {
      return cases.started().apply(job);
    }
  }

  /** A job of that key is active, or the request was made before: this is its job. */
  record Joined<J>(J job) implements Submission<J> {
    @Override
    public <R> R match(Cases<J, R> cases) {
      return cases.joined().apply(job);
    }
  }

  /** Another request has used the idempotency key. */
  record KeyReused<J>() implements Submission<J> {
    @Override
    public <R> R match(Cases<J, R> cases) {
      return cases.keyReused().get();
    }
  }

  /** A job of that key has ended since the caller looked: the caller should look again. */
  record Outdated<J>() implements Submission<J> {
    @Override
    public <R> R match(Cases<J, R> cases) {
      return cases.outdated().get();
    }
  }

  /**
   * There is no room for another job.
   *
   * @param waiting how many jobs wait
   */
  record Full<J>(int waiting) implements Submission<J> {
    @Override
    public <R> R match(Cases<J, R> cases) {
      return cases.full().apply(waiting);
    }
  }

  /** One function for each case. */
  record Cases<J, R>(
      Function<J, R> started,
      Function<J, R> joined,
      Supplier<R> keyReused,
      Supplier<R> outdated,
      IntFunction<R> full) {}

  /** Returns what the function for this case returns. */
  <R> R match(Cases<J, R> cases);
}
