package dev.dalleserver.resilience;

/**
 * How often and how many calls to a provider are made.
 *
 * @param attempts the most times that one request is made, 1 for no retries; requests that a rate
 *     limit refused do not count
 * @param concurrentCalls the most requests of one operation on the network at once
 * @param imagesPerMinute the most image requests that begin in a minute, evenly spaced; 0 for no
 *     limit of the server's own
 */
public record CallLimits(int attempts, int concurrentCalls, int imagesPerMinute) {
  public CallLimits {
    if (attempts < 1 || concurrentCalls < 1 || imagesPerMinute < 0) {
      throw new IllegalArgumentException(
          "attempts and concurrent calls are at least 1, images per minute at least 0");
    }
  }
}
