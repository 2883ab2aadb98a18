package dev.dalleserver.batches;

import dev.dalleserver.picture.BatchId;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A generator of batch ids: each holds the time, so that ids sort, and enough randomness that no
 * client guesses the id of another.
 */
public final class BatchIdGenerator implements Supplier<BatchId> {

  private final Clock clock;
  private final RandomGenerator random;

  /**
   * @param random safe for use by many threads, and hard to predict outside of tests
   */
  public BatchIdGenerator(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public BatchId get() {
    long millis = clock.millis();
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < BatchId.RANDOM_LENGTH; i++) {
      id.append(Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
    }
    return BatchId.of(millis, id.toString());
  }
}
