package dev.dalleserver.settings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in the form used by settings: numbers with units, such as {@code 500ms 30s 5m 1h}, also
 * several of them ({@code 1m30s}) and with fractions ({@code 1.5h}), as the original's settings
 * have them.
 */
final class Durations {
  private static final Pattern PART = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|s|m|h)");
  private static final Pattern FORM = Pattern.compile("(?:" + PART.pattern() + "){1,4}");

  private Durations() {}

  /** Parses a duration; empty when {@code text} is not one or lies outside the inclusive bounds. */
  static Optional<Duration> parse(String text, Duration min, Duration max) {
    String stripped = text.strip();
    if (!FORM.matcher(stripped).matches()) {
      return Optional.empty();
    }
    BigDecimal millis = BigDecimal.ZERO;
    for (Matcher part = PART.matcher(stripped); part.find(); ) {
      millis = millis.add(new BigDecimal(part.group(1)).multiply(millisOf(part.group(2))));
    }
    Duration duration = Duration.ofMillis(millis.setScale(0, RoundingMode.HALF_UP).longValue());
    boolean within = duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
    return within ? Optional.of(duration) : Optional.empty();
  }

  /** Formats a duration in the largest unit that leaves a whole number. */
  static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 60 != 0 || seconds == 0) {
      return seconds + "s";
    }
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }

  private static BigDecimal millisOf(String unit) {
    return switch (unit) {
      case "ms" -> BigDecimal.ONE;
      case "s" -> BigDecimal.valueOf(1000);
      case "m" -> BigDecimal.valueOf(60_000);
      default -> BigDecimal.valueOf(3_600_000);
    };
  }
}
