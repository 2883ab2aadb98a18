package dev.dalleserver.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Unix nanoseconds as text. JavaScript's numbers hold only 53 bits and would round them, to a
 * quarter of a microsecond.
 */
final class UnixTime {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private UnixTime() {}

  /** Returns a time as RFC 3339 with microseconds, in UTC; empty for 0. */
  static String text(long nanos) {
    return nanos == 0
        ? ""
        : FORMAT.format(
            Instant.ofEpochSecond(
                Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND)));
  }
}
