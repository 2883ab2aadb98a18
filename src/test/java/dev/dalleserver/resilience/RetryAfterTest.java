package dev.dalleserver.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static Optional<Duration> of(String header, String value) {
    return RetryAfter.of(Map.of(header, value)::get, NOW);
  }

  @ParameterizedTest
  @CsvSource({"2, PT2S", "0.5, PT0.5S", " 3600 , PT1H", "'1,5', PT1S"})
  void seconds_are_waited(String value, Duration wait) {
    assertThat(of("Retry-After", value)).contains(wait);
  }

  @Test
  void milliseconds_are_more_precise_and_come_first() {
    Map<String, String> both = Map.of("Retry-After", "2", "retry-after-ms", "1500");
    assertThat(RetryAfter.of(both::get, NOW)).contains(Duration.ofMillis(1500));
  }

  @Test
  void a_date_is_waited_for() {
    assertThat(of("Retry-After", "Fri, 02 Jan 2026 03:04:15 GMT")).contains(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "00", "-1", "-0.0", "0.0001", "NaN", "Infinity", "1e999", "soon", ""})
  void nothing_sensible_is_nothing(String value) {
    assertThat(of("Retry-After", value)).isEmpty();
  }

  @Test
  void a_fraction_of_a_millisecond_is_nothing() {
    assertThat(of("retry-after-ms", "0.3")).isEmpty();
  }

  @Test
  void a_date_that_has_passed_is_nothing() {
    assertThat(of("Retry-After", "Fri, 02 Jan 2026 03:04:04 GMT")).isEmpty();
  }
}
