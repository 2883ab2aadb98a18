package dev.dalleserver.batches;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The outcome of a request for a batch. */
public sealed interface SubmitOutcome {
  /**
   * The batch is begun, or was requested before with the same key and the same request.
   *
   * @param replayed whether it was requested before
   */
  record Accepted(Batch batch, boolean replayed) implements SubmitOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.accepted().apply(this);
    }
  }

  /** The limit of batches under way is reached. */
  record Busy(int slots) implements SubmitOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.busy().apply(slots);
    }
  }

  /** A different request has used the key before. */
  record KeyReused() implements SubmitOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.keyReused().get();
    }
  }

  /** This server makes no pictures. */
  record NoProvider() implements SubmitOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.noProvider().get();
    }
  }

  /**
   * The image budget is used up.
   *
   * @param untilReset how long until the budget is reset
   */
  record BudgetExhausted(Duration untilReset) implements SubmitOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.budgetExhausted().apply(untilReset);
    }
  }

  /** The server stops and accepts no new work. */
  record ShuttingDown() implements SubmitOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.shuttingDown().get();
    }
  }

  /** One function for each outcome. */
  record Cases<R>(
      Function<Accepted, R> accepted,
      IntFunction<R> busy,
      Supplier<R> keyReused,
      Supplier<R> noProvider,
      Function<Duration, R> budgetExhausted,
      Supplier<R> shuttingDown) {}

  /**
   * Returns what the function for this outcome returns. A new outcome does not compile until every
   * reader handles it.
   */
  <R> R match(Cases<R> cases);
}
