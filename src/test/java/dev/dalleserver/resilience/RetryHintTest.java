package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wait that a refusal asks for is found wherever it is. */
class RetryHintTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static Optional<Duration> headers(String... pairs) {
    Map<String, List<String>> headers = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      headers.put(pairs[i], List.of(pairs[i + 1]));
    }
    return RetryHint.of(headers, "", NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Please try again in 5.8s.|5800",
        "Rate limit reached for images per min. Limit: 5 / 1min. Please try again in 12s.|12000",
        "Please retry after 20 seconds.|20000",
        "Please retry in 34.074824224s.|34075",
        "Please wait 1 minute and 20 seconds before trying again|80000",
        "Try again in 6m0s|360000",
        "Please try again in 6ms.|6",
        "please try again in 1h2m3.5s|3723500",
        "Too many requests, retry after 3 minutes|180000",
        "{\"error\":{\"details\":[{\"retryDelay\":\"34s\"}]}}|34000",
        "{\"retry_after\": 3.25}|3250",
        "{\"retry_after_ms\": 250}|250",
        "{\"estimated_time\": 20.0}|20000",
        "The limit resets in 2 hours|7200000",
        "The limit resets at 2026-01-02T03:04:25Z|20000",
        "In 20 seconds you can try again|20000",
        "请在20秒后重试|20000",
        "cooldown: 20s|20000",
        "blocked for 20 seconds|20000",
        "next request allowed in 20 s|20000",
        "retry after 00:00:20|20000",
        "{\"retryDelay\":{\"seconds\":20,\"nanos\":0}}|20000"
      })
  void a_text_names_it(String text, long millis) {
    assertThat(RetryHint.of(Map.of(), text, NOW)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20",
        "20s",
        "0:20",
        "00:00:20",
        "PT20S",
        "20, 30",
        "\"20\"",
        "20;comment",
        "Fri, 02 Jan 2026 03:04:25 GMT",
        "Friday, 02-Jan-26 03:04:25 GMT",
        "Fri Jan  2 03:04:25 2026",
        "2026-01-02 03:04:25"
      })
  void retry_after_has_it_in_any_form(String value) {
    assertThat(headers("retry-after", value)).contains(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @CsvSource({
    "x-retry-after, 20",
    "x-ratelimit-retry-after, 20",
    "x-rate-limit-retry-after-seconds, 20",
    "x-ms-retry-after-ms, 20000"
  })
  void headers_like_it_have_it_too(String name, String value) {
    assertThat(headers(name, value)).contains(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Please try again later.",
        "Please try again with gpt-4 some time",
        "You may send 5 images per minute.",
        "retry",
        "try again in a moment",
        "wait for it, version 2.5 is near",
        "Please try again in 0s",
        "retry after 99999999999999999999"
      })
  void a_text_that_names_none_gives_none(String text) {
    assertThat(RetryHint.of(Map.of(), text, NOW)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-ratelimit-reset-requests|6m0s|360000",
        "x-ratelimit-reset-images|1.5s|1500",
        "x-ratelimit-reset-tokens|20ms|20",
        "x-ratelimit-reset|12|12000",
        "x-ratelimit-reset|1767323055|10000",
        "x-ratelimit-reset|1767323055000|10000",
        "x-rate-limit-reset|30|30000",
        "anthropic-ratelimit-requests-reset|2026-01-02T03:04:15Z|10000",
        "ratelimit|limit=5, remaining=0, reset=12|12000",
        "ratelimit|\"default\";r=0;t=12|12000"
      })
  void a_header_tells_when_the_limit_is_reset(String name, String value, long millis) {
    assertThat(headers(name, value)).contains(Duration.ofMillis(millis));
  }

  @Test
  void only_what_is_used_up_is_waited_for() {
    assertThat(
            headers(
                "x-ratelimit-remaining-requests", "0",
                "x-ratelimit-reset-requests", "12s",
                "x-ratelimit-remaining-tokens", "90000",
                "x-ratelimit-reset-tokens", "6m0s"))
        .contains(Duration.ofSeconds(12));
  }

  @Test
  void what_the_provider_says_of_this_refusal_comes_before_its_windows() {
    Map<String, List<String>> headers = Map.of("x-ratelimit-reset-requests", List.of("6m0s"));
    assertThat(RetryHint.of(headers, "Please try again in 2s", NOW))
        .contains(Duration.ofSeconds(2));
    assertThat(headers("retry-after", "7", "x-ratelimit-reset-requests", "6m0s"))
        .contains(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5s", "NaN", "6x", "1767323000", "2026-01-01T00:00:00Z"})
  void a_reset_that_makes_no_sense_or_has_passed_is_none(String value) {
    assertThat(headers("x-ratelimit-reset-requests", value)).isEmpty();
  }

  /** An answer that is made to take the stack of its reader. */
  @ParameterizedTest
  @ValueSource(strings = {"1m", "1 s and ", "1h,,,,,,", "9"})
  void a_span_without_end_is_read_as_far_as_it_makes_sense(String part) {
    String text = "retry in " + part.repeat(2_000);
    assertThat(RetryHint.of(Map.of(), text, NOW).orElse(Duration.ZERO))
        .isLessThanOrEqualTo(Duration.ofDays(1));
  }

  @Test
  void a_long_text_of_spans_is_read_to_its_bound() {
    String spans = "retry in " + "1 m and ".repeat(40_000) + "9".repeat(100_000);
    assertThat(RetryHint.of(Map.of(), spans, NOW)).contains(Duration.ofMinutes(4));
  }
}
