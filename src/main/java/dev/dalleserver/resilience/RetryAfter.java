package dev.dalleserver.resilience;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The wait that an answer asks for: {@code retry-after-ms}, or {@code Retry-After} in seconds or as
 * a date (RFC 9110, section 10.2.3).
 */
public final class RetryAfter {
  /** Longer than any wait that is obeyed; keeps the arithmetic from overflowing. */
  private static final double MAX_SECONDS = 1e9;

  private RetryAfter() {}

  /**
   * Returns the wait that the headers ask for.
   *
   * @param header returns a header's value by its name, or null
   * @return empty when no wait is given, or no sensible one: zero, negative, past or malformed
   */
  public static Optional<Duration> of(UnaryOperator<@Nullable String> header, Instant now) {
    Optional<Duration> millis = number(header.apply("retry-after-ms"), 1000);
    if (millis.isPresent()) {
      return millis;
    }
    String text = header.apply("Retry-After");
    return number(text, 1).or(() -> date(text, now));
  }

  private static Optional<Duration> number(@Nullable String text, int perSecond) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      double seconds = Double.parseDouble(text.strip()) / perSecond;
      // NaN becomes zero.
      long millis = Math.round(Math.min(seconds, MAX_SECONDS) * 1000);
      boolean sensible = millis > 0 && Double.isFinite(seconds);
      return sensible ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
    } catch (NumberFormatException garbage) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> date(@Nullable String text, Instant now) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      Instant until =
          ZonedDateTime.parse(
                  text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
              .toInstant();
      return until.isAfter(now) ? Optional.of(Duration.between(now, until)) : Optional.empty();
    } catch (DateTimeException garbage) {
      return Optional.empty();
    }
  }
}
