package dev.dalleserver.pictures;

import dev.dalleserver.progress.ProgressSnapshot;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * The outcome of a request for a picture, read by {@link #match}, so that a new one does not
 * compile until every reader handles it.
 */
public sealed interface PictureOutcome {
  /**
   * The picture is stored, or its run is under way, has just begun or has just ended.
   *
   * @param started whether this request began the run
   */
  record Accepted(ProgressSnapshot snapshot, boolean started) implements PictureOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.accepted().apply(this);
    }
  }

  /** The queue has no room for another run. */
  record QueueFull(int waiting) implements PictureOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.queueFull().apply(waiting);
    }
  }

  /**
   * The image budget is used up.
   *
   * @param untilReset how long until the budget is reset
   */
  record BudgetExhausted(Duration untilReset) implements PictureOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.budgetExhausted().apply(untilReset);
    }
  }

  /** The server stops and accepts no new work. */
  record ShuttingDown() implements PictureOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.shuttingDown().get();
    }
  }

  /** One function for each outcome. */
  record Cases<R>(
      Function<Accepted, R> accepted,
      IntFunction<R> queueFull,
      Function<Duration, R> budgetExhausted,
      Supplier<R> shuttingDown) {}

  /** Returns what the function for this outcome returns. */
  <R> R match(Cases<R> cases);
}
