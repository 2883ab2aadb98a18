package dev.dalleserver.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The wait that an answer asks for: {@code retry-after-ms}, or {@code Retry-After} in seconds or as
 * a date (RFC 9110, section 10.2.3).
 */
public final class RetryAfter {
  private RetryAfter() {}

  /**
   * Returns the wait that the headers ask for.
   *
   * @param header returns a header's value by its name, or null
   * @return empty when no wait is given, or no sensible one: zero, negative, past or malformed
   */
  public static Optional<Duration> of(UnaryOperator<@Nullable String> header, Instant now) {
    String millis = header.apply("retry-after-ms");
    String text = header.apply("Retry-After");
    return Optional.ofNullable(millis)
        .flatMap(value -> WaitText.seconds(value, 1000))
        .or(() -> Optional.ofNullable(text).flatMap(value -> WaitText.parse(value, now)));
  }
}
