package dev.dalleserver.batches;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.picture.BatchId;
import java.util.List;

/** Batches that tests of other packages take to their end by hand. */
public final class Batches {
  private Batches() {}

  /** A batch that has not begun. */
  public static Batch pending() {
    MovingTime time = new MovingTime();
    return new Batch(
        BatchId.of(1, "a".repeat(BatchId.RANDOM_LENGTH)),
        Requests.one(),
        ClockReading.now(time.ticker()),
        1,
        time::nanos,
        0);
  }

  /** Ends a batch as a client's cancellation does. */
  public static void cancel(Batch batch) {
    batch.change(before -> new BatchState.Cancelled(before.updated(), List.of()));
  }
}
