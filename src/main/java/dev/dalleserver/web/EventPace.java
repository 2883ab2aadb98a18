package dev.dalleserver.web;

import java.time.Duration;

/**
 * How often things are pushed, and for how long they are kept.
 *
 * @param least the shortest time between two changes of one thing that are told
 * @param tick how often a thing is looked at that changes with time alone
 * @param heartbeat how often a reader hears something, be it nothing
 * @param linger how long a stream is kept up that nobody reads, for those who come back
 * @param kept how many events a reader may be behind before the connection is cut
 */
record EventPace(Duration least, Duration tick, Duration heartbeat, Duration linger, int kept) {
  static final EventPace DEFAULT =
      new EventPace(
          Duration.ofMillis(200),
          Duration.ofMillis(500),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          64);
}
