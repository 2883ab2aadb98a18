package dev.dalleserver.web.events;

import java.time.Duration;

/**
 * The pace at which changes are pushed, and how long streams and events are kept.
 *
 * @param minInterval the shortest time between two pushed changes of one source
 * @param tick how often sources that change with time alone are examined
 * @param heartbeat how often a reader is sent something, even if nothing has changed
 * @param linger how long a stream without readers is kept, for clients that reconnect
 * @param capacity how many events a reader may be behind before the connection is cut
 */
public record EventPace(
    Duration minInterval, Duration tick, Duration heartbeat, Duration linger, int capacity) {
  public static final EventPace DEFAULT =
      new EventPace(
          Duration.ofMillis(200),
          Duration.ofMillis(500),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          64);
}
