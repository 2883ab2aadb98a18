package dev.dalleserver.webhooks;

import java.time.Duration;

/**
 * The limits of webhook deliveries.
 *
 * @param maxWaiting the maximum number of waiting webhooks, including those that wait for a retry
 * @param maxAttempts the maximum number of attempts for one webhook
 * @param firstPause the approximate pause between the first two attempts; each later one is four
 *     times as long
 * @param callTimeout the maximum duration of one attempt, from connecting to the answer
 * @param shutdownTimeout how long the server waits for the waiting webhooks when it stops
 */
public record DeliveryPolicy(
    int maxWaiting,
    int maxAttempts,
    Duration firstPause,
    Duration callTimeout,
    Duration shutdownTimeout) {
  private static final int GROWTH = 4;

  /**
   * The longest pause that a receiver can ask for: meanwhile the webhook takes one of the places.
   */
  private static final Duration MAX_ASKED = Duration.ofHours(1);

  /** A thousand waiting webhooks, five attempts within about five minutes, 15 s each. */
  public static final DeliveryPolicy DEFAULT =
      new DeliveryPolicy(
          1000, 5, Duration.ofSeconds(3), Duration.ofSeconds(15), Duration.ofSeconds(2));

  /**
   * Returns the pause before a retry: random between half of the full pause and all of it, so that
   * webhooks that failed together are not retried together.
   *
   * @param attempt the number of the failed attempt, from 1
   * @param random from 0 to below 1
   * @param asked the pause that the receiver asks for, obeyed up to an hour; zero for none
   */
  Duration pause(int attempt, double random, Duration asked) {
    double max = firstPause.toNanos() * Math.pow(GROWTH, attempt - 1);
    Duration own = Duration.ofNanos((long) (max / 2 * (1 + random)));
    Duration bounded = asked.compareTo(MAX_ASKED) > 0 ? MAX_ASKED : asked;
    return bounded.compareTo(own) > 0 ? bounded : own;
  }
}
