package dev.dalleserver.progress;

import dev.dalleserver.jobs.WaitingLine;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * The line in front of the workers, and behind it that of the provider: a run that waits begins
 * when a worker is free, and each run before it takes a worker for as long as runs take on average.
 */
final class WorkerLine implements WaitingLine {
  /** How long what is known of the workers is kept: a thousand runs that wait ask at once. */
  private static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final WaitingLine provider;
  private final int workers;
  private final Collection<ProgressRun> runs;
  private final PhaseHistory history;
  private final Clocks clocks;
  private volatile Forecast last = new Forecast(new long[0], 0, Long.MIN_VALUE);

  /**
   * @param workers how many runs are worked on at once
   * @param runs all runs that are known, in a collection that may change meanwhile
   */
  WorkerLine(
      WaitingLine provider,
      int workers,
      Collection<ProgressRun> runs,
      PhaseHistory history,
      Clocks clocks) {
    this.provider = provider;
    this.workers = workers;
    this.runs = runs;
    this.history = history;
    this.clocks = clocks;
  }

  /**
   * What was known at one moment.
   *
   * @param free in how many nanoseconds each worker is free, the first one first
   * @param run the nanoseconds that a run takes on average; 0 when unknown
   * @param until the monotonic time until which it is kept
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared or shown.
  private record Forecast(long[] free, long run, long until) {}

  @Override
  public int waiting() {
    return provider.waiting();
  }

  @Override
  public Duration delay(int ahead) {
    Forecast forecast = forecast();
    Duration provided = provider.delay(ahead);
    if (forecast.run == 0) {
      return provided;
    }
    long nanos =
        forecast.free[Math.floorMod(ahead, workers)] + Math.max(0, ahead / workers) * forecast.run;
    Duration worked = Duration.ofNanos(nanos);
    return provided.compareTo(worked) > 0 ? provided : worked;
  }

  private Forecast forecast() {
    Forecast known = last;
    long now = clocks.nanos().getAsLong();
    if (known.free.length == workers && now - known.until < 0) {
      return known;
    }
    long run = history.averageNanos().values().stream().mapToLong(Long::longValue).sum();
    long[] busy =
        runs.stream()
            .mapToLong(ProgressRun::remainingNanos)
            .filter(remaining -> remaining >= 0)
            .sorted()
            .toArray();
    // Workers without a run are free now and come first; what has just been taken from the line is
    // counted once.
    long[] free = new long[workers];
    int taken = Math.min(workers, busy.length);
    System.arraycopy(busy, busy.length - taken, free, workers - taken, taken);
    Forecast found = new Forecast(free, run, now + KEPT_NANOS);
    last = found;
    return found;
  }
}
