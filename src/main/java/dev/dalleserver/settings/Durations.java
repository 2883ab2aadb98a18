package dev.dalleserver.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in the form used by settings: a whole number and a unit, {@code 500ms 30s 5m 1h}. */
final class Durations {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private Durations() {}

  /** Parses a duration; empty when {@code text} is not one or lies outside the inclusive bounds. */
  static Optional<Duration> parse(String text, Duration min, Duration max) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Duration duration = of(Long.parseLong(matcher.group(1)), matcher.group(2));
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

  private static Duration of(long number, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
