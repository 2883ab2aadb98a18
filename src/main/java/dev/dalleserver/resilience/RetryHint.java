package dev.dalleserver.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long a refusal asks to wait, wherever it says so: by {@code retry-after-ms} or {@code
 * Retry-After}, in the text of its body ("try again in 5.8s", {@code "retryDelay": "34s"}), or by
 * headers that tell when a limit is reset ({@code x-ratelimit-reset-requests: 6m0s}).
 */
public final class RetryHint {
  /** Bounds the work for a text that a provider has made up. */
  private static final int MAX_TEXT = 16_384;

  private static final String NUMBER = "(?<![\\w.])\\d{1,9}(?:\\.\\d{1,9})?";
  private static final String UNIT =
      "(?:milliseconds?|millis|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)";
  private static final String ONE = "\\d{1,9}(?:\\.\\d{1,9})?\\s{0,2}" + UNIT;

  /** A number with a unit, or several: {@code 6m0s}, {@code 1 minute and 20 seconds}. */
  private static final String SPAN =
      "(?<![\\w.])" + ONE + "(?:(?:,|\\s|and){0,6}" + ONE + "){0,3}(?![a-zA-Z])";

  private static final Pattern IN_WORDS =
      Pattern.compile(
          "(?i)\\b(?:try(?:ing)? again|retr(?:y|ies|ying)\\w*|wait(?:ing)?|come"
              + " back|available|resets?|cool[-"
              + " ]?down|blocked|allowed|limited)\\b?[^0-9]{0,40}?(?<span>"
              + SPAN
              + ")");

  /** A number of seconds without a unit, which only members of JSON and few words introduce. */
  private static final Pattern BARE =
      Pattern.compile(
          "(?i)(?:retry[_ -]?(?:after|in|delay)(?:[_ ](?:seconds|secs|s))?|estimated_time)"
              + "[\"':=\\s{]{1,6}(?:\"seconds\"\\s{0,2}:\\s{0,2}\"?)?(?<bare>"
              + NUMBER
              + ")(?![\\w.:])");

  /** The span in front of what it is about. */
  private static final Pattern SPAN_BEFORE =
      Pattern.compile(
          "(?i)\\bin (?<span>"
              + SPAN
              + ")[^.0-9]{0,30}\\b(?:again|retry)\\b"
              + "|(?<chinese>\\d{1,6}\\s?(?:秒|分钟?))(?:钟)?(?:后|之后|以后)");

  private static final Pattern MOMENT =
      Pattern.compile(
          "(?i)\\b(?:resets?|retry|again|until|after|at)\\b[^0-9]{0,20}(?<moment>\\d{4}-\\d\\d-\\d\\d[T"
              + " ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d)?"
              + "|\\d{1,2}:\\d\\d:\\d\\d)");

  private static final Pattern BARE_MILLIS =
      Pattern.compile(
          "(?i)retry[_ -]?(?:after|in|delay)[_ ]?(?:ms|millis|milliseconds)[\"':=\\s]{1,6}(?<bare>"
              + NUMBER
              + ")");

  private static final Pattern RESET_MEMBER =
      Pattern.compile("(?i)(?:\\breset|;\\s*t)\\s*=\\s*\"?([^,;\"\\s]+)");

  private static final Pattern EXHAUSTED_MEMBER =
      Pattern.compile("(?i)(?:\\bremaining|;\\s*r)\\s*=\\s*\"?0\\b");

  private RetryHint() {}

  /**
   * Returns the wait that an answer asks for.
   *
   * @param headers values by lower-case name
   * @param body the text of the body, as much as was read
   * @return empty when none is given, or no sensible one
   */
  public static Optional<Duration> of(Map<String, List<String>> headers, String body, Instant now) {
    return RetryAfter.of(name -> first(headers, name), now)
        .or(() -> inSimilarHeaders(headers, now))
        .or(() -> inText(body, now))
        .or(() -> reset(headers, now));
  }

  /** Returns the wait of {@code x-retry-after}, {@code x-ms-retry-after-ms} and their like. */
  private static Optional<Duration> inSimilarHeaders(
      Map<String, List<String>> headers, Instant now) {
    return latest(
        headers.entrySet().stream()
            .filter(header -> header.getKey().contains("retry-after"))
            .flatMap(
                header ->
                    header.getValue().stream()
                        .flatMap(
                            value ->
                                (header.getKey().endsWith("-ms")
                                        ? WaitText.seconds(value, 1000)
                                        : WaitText.parse(value, now))
                                    .stream())));
  }

  /** Returns the wait that a text for people or programs names. */
  static Optional<Duration> inText(String body, Instant now) {
    String text = body.length() > MAX_TEXT ? body.substring(0, MAX_TEXT) : body;
    Matcher millis = BARE_MILLIS.matcher(text);
    if (millis.find()) {
      return WaitText.seconds(millis.group("bare"), 1000);
    }
    Matcher words = IN_WORDS.matcher(text);
    if (words.find()) {
      return WaitText.span(words.group("span"));
    }
    Matcher before = SPAN_BEFORE.matcher(text);
    if (before.find()) {
      String chinese = before.group("chinese");
      return WaitText.span(
          chinese == null
              ? before.group("span")
              : chinese.replace("秒", "s").replaceAll("分钟?", "m"));
    }
    Matcher moment = MOMENT.matcher(text);
    if (moment.find()) {
      return WaitText.parse(moment.group("moment"), now);
    }
    Matcher bare = BARE.matcher(text);
    return bare.find() ? WaitText.seconds(bare.group("bare"), 1) : Optional.empty();
  }

  /**
   * Returns when the limits are reset that the headers call used up; where they call none so, when
   * the last of all is.
   */
  private static Optional<Duration> reset(Map<String, List<String>> headers, Instant now) {
    Optional<Duration> usedUp = latest(resets(headers, true, now));
    return usedUp.isPresent() ? usedUp : latest(resets(headers, false, now));
  }

  private static Optional<Duration> latest(Stream<Duration> waits) {
    return waits.max(Comparator.naturalOrder());
  }

  private static Stream<Duration> resets(
      Map<String, List<String>> headers, boolean usedUpOnly, Instant now) {
    return headers.entrySet().stream()
        .filter(header -> isLimit(header.getKey()))
        .flatMap(
            header ->
                header.getValue().stream()
                    .filter(value -> !usedUpOnly || isUsedUp(headers, header.getKey(), value))
                    .flatMap(value -> wait(header.getKey(), value, now).stream()));
  }

  private static boolean isLimit(String name) {
    String plain = name.replace("-", "");
    return plain.contains("ratelimit") && !plain.contains("policy");
  }

  private static boolean isUsedUp(Map<String, List<String>> headers, String name, String value) {
    if (name.contains("reset")) {
      String remaining = first(headers, name.replace("reset", "remaining"));
      return remaining != null && remaining.strip().matches("0+(?:\\.0+)?");
    }
    return EXHAUSTED_MEMBER.matcher(value).find();
  }

  /** Returns the wait of {@code x-ratelimit-reset...}, or of {@code ratelimit: ...;t=12}. */
  private static Optional<Duration> wait(String name, String value, Instant now) {
    if (name.contains("reset")) {
      return WaitText.parse(value, now);
    }
    Matcher member = RESET_MEMBER.matcher(value);
    return member.find() ? WaitText.parse(member.group(1), now) : Optional.empty();
  }

  private static @Nullable String first(Map<String, List<String>> headers, String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null || values.isEmpty() ? null : values.get(0);
  }
}
