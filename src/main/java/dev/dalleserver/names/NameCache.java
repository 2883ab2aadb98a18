package dev.dalleserver.names;

import dev.dalleserver.picture.Address;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The names that were looked up last, each for a time. Thread-safe. */
final class NameCache {
  private static final int MOST = 2000;

  private final Clock clock;
  private final NameLimits limits;
  private final Map<EnsName, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<EnsName, Known> eldest) {
          return size() > MOST;
        }
      };

  private record Known(Optional<Address> address, Instant until) {}

  NameCache(Clock clock, NameLimits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** Returns what is known of a name: its address, or that it has none; empty when nothing is. */
  synchronized Optional<Optional<Address>> find(EnsName name) {
    Known found = known.get(name);
    if (found == null || !clock.instant().isBefore(found.until)) {
      return Optional.empty();
    }
    return Optional.of(found.address);
  }

  synchronized void put(EnsName name, Optional<Address> address) {
    Duration time = address.isPresent() ? limits.keepFound() : limits.keepAbsent();
    known.put(name, new Known(address, clock.instant().plus(time)));
  }
}
