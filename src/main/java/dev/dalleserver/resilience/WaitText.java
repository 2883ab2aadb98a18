package dev.dalleserver.resilience;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms in which servers write how long to wait: {@code 12}, {@code 0.5}, {@code 6m0s}, {@code
 * 20ms}, seconds or milliseconds since the epoch, and dates.
 */
final class WaitText {
  /** Longer than any wait that is obeyed; keeps the arithmetic from overflowing. */
  private static final double MAX_SECONDS = 1e9;

  /** Numbers above these are no waits but moments: seconds, or milliseconds, since 1970. */
  private static final double FIRST_EPOCH_SECOND = 1e9;

  private static final double FIRST_EPOCH_MILLI = 1e12;

  private static final Pattern SPAN =
      Pattern.compile("(?:\\d{1,9}(?:\\.\\d{1,9})?\\s{0,2}[a-zµ]{1,12}[\\s,]*(?:and\\s+)?){1,6}");
  private static final Pattern PART =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s{0,2}([a-zµ]{1,12})");

  private static final Pattern CLOCK =
      Pattern.compile("(?:(\\d{1,3}):)?(\\d{1,3}):(\\d{1,2}(?:\\.\\d{1,3})?)");
  private static final Pattern WEEKDAY = Pattern.compile("[A-Z][a-z]{2}");

  /** The other two forms of HTTP's dates, which receivers must understand. */
  private static final DateTimeFormatter RFC_850 =
      new DateTimeFormatterBuilder()
          .appendPattern("EEEE, dd-MMM-")
          .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
          .appendPattern(" HH:mm:ss z")
          .toFormatter(Locale.ENGLISH);

  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter PLAIN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd['T'][' ']HH:mm:ss", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private WaitText() {}

  /** Returns the wait; empty for one that is not above zero, or no form of these. */
  static Optional<Duration> parse(String text, Instant now) {
    // Some repeat the header, quote it, or add parameters to it; the first counts.
    String plain =
        WEEKDAY.matcher(text.strip()).lookingAt()
            ? text.strip()
            : text.strip().replaceFirst("[,;].*", "").replace("\"", "").strip();
    Optional<Duration> moment = number(plain).flatMap(seconds -> ofNumber(seconds, now));
    if (moment.isPresent() || number(plain).isPresent()) {
      return moment;
    }
    return span(plain).or(() -> clock(plain)).or(() -> date(plain, now));
  }

  /** Returns a number of units as a wait. */
  static Optional<Duration> seconds(String text, int perSecond) {
    return number(text.strip()).flatMap(value -> positive(value / perSecond));
  }

  /** Returns the sum of numbers with units. */
  static Optional<Duration> span(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    if (!SPAN.matcher(plain).matches()) {
      return Optional.empty();
    }
    double seconds = 0;
    Matcher part = PART.matcher(plain);
    while (part.find()) {
      double unit = unit(part.group(2));
      if (unit == 0) {
        return Optional.empty();
      }
      seconds += Double.parseDouble(part.group(1)) * unit;
    }
    return positive(seconds);
  }

  /** Returns the wait of {@code 1:20}, {@code 00:01:20}, or ISO 8601's {@code PT1M20S}. */
  static Optional<Duration> clock(String text) {
    Matcher clock = CLOCK.matcher(text);
    if (clock.matches()) {
      double hours = clock.group(1) == null ? 0 : Double.parseDouble(clock.group(1));
      double minutes = Double.parseDouble(clock.group(2));
      return positive((hours * 60 + minutes) * 60 + Double.parseDouble(clock.group(3)));
    }
    try {
      return positive(Duration.parse(text).toMillis() / 1000.0);
    } catch (DateTimeException | ArithmeticException none) {
      return Optional.empty();
    }
  }

  private static double unit(String name) {
    return switch (name) {
      case "ns" -> 1e-9;
      case "us", "µs" -> 1e-6;
      case "ms", "msec", "msecs", "millis", "millisecond", "milliseconds" -> 1e-3;
      case "s", "sec", "secs", "second", "seconds" -> 1;
      case "m", "min", "mins", "minute", "minutes" -> 60;
      case "h", "hr", "hrs", "hour", "hours" -> 3600;
      case "d", "day", "days" -> 86_400;
      default -> 0;
    };
  }

  private static Optional<Duration> ofNumber(double seconds, Instant now) {
    if (seconds >= FIRST_EPOCH_MILLI) {
      return positive(seconds / 1000 - now.toEpochMilli() / 1000.0);
    }
    return seconds >= FIRST_EPOCH_SECOND
        ? positive(seconds - now.toEpochMilli() / 1000.0)
        : positive(seconds);
  }

  private static Optional<Double> number(String text) {
    try {
      double value = Double.parseDouble(text);
      // Java reads "1d" and "1f" as numbers too.
      boolean digits = Character.isDigit(text.charAt(text.length() - 1));
      return digits && Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException garbage) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> positive(double seconds) {
    long millis = Math.round(Math.min(seconds, MAX_SECONDS) * 1000);
    return millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
  }

  private static Optional<Duration> date(String text, Instant now) {
    return instant(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
        .or(() -> instant(text, DateTimeFormatter.ISO_ZONED_DATE_TIME))
        .or(() -> instant(text, RFC_850))
        .or(() -> instant(text, ASCTIME))
        .or(() -> instant(text, PLAIN))
        .filter(until -> until.isAfter(now))
        .map(until -> Duration.between(now, until));
  }

  private static Optional<Instant> instant(String text, DateTimeFormatter format) {
    try {
      return Optional.of(ZonedDateTime.parse(text, format).toInstant());
    } catch (DateTimeException garbage) {
      return Optional.empty();
    }
  }
}
