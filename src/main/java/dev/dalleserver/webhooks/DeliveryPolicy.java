package dev.dalleserver.webhooks;

import java.time.Duration;

/**
 * How hard it is tried.
 *
 * @param waiting how many may wait, those that wait for another attempt included
 * @param attempts the most attempts of one
 * @param firstPause between the first two attempts, about; each later one is four times as long
 * @param call the most one attempt may take, from connecting to the answer
 * @param lastCalls how long what waits may take when the server stops
 */
public record DeliveryPolicy(
    int waiting, int attempts, Duration firstPause, Duration call, Duration lastCalls) {
  private static final int GROWTH = 4;

  /** A thousand, five times within about five minutes, 15 s each. */
  public static final DeliveryPolicy USUAL =
      new DeliveryPolicy(
          1000, 5, Duration.ofSeconds(3), Duration.ofSeconds(15), Duration.ofSeconds(2));

  /**
   * How long to wait: at random between half of the pause and all of it, so that what failed
   * together does not come back together.
   *
   * @param attempt that failed, from 1
   * @param random from 0 to below 1
   */
  Duration pause(int attempt, double random) {
    double most = firstPause.toNanos() * Math.pow(GROWTH, attempt - 1);
    return Duration.ofNanos((long) (most / 2 * (1 + random)));
  }
}
