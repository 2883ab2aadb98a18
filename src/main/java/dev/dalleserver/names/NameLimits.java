package dev.dalleserver.names;

import java.time.Duration;

/**
 * What looking up names may take.
 *
 * @param callTimeout of one call to a node or a gateway
 * @param keepFound how long an address is believed
 * @param keepAbsent how long it is believed that a name has none
 */
public record NameLimits(Duration callTimeout, Duration keepFound, Duration keepAbsent) {
  public static final NameLimits DEFAULT =
      new NameLimits(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(30));
}
