package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ms",
    "1500, 1500ms",
    "1000, 1s",
    "59000, 59s",
    "60000, 1m",
    "61000, 61s",
    "3540000, 59m",
    "3600000, 1h",
    "5400000, 90m",
    "7200000, 2h",
    "86400000, 24h"
  })
  void is_shown_in_the_largest_unit_that_leaves_a_whole_number(long millis, String text) {
    assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  void both_ends_of_its_range_are_within_it() {
    Duration least = Duration.ofSeconds(1);
    Duration most = Duration.ofHours(1);
    assertThat(Durations.parse("1s", least, most)).contains(least);
    assertThat(Durations.parse("60m", least, most)).contains(most);
    assertThat(Durations.parse("999ms", least, most)).isEmpty();
    assertThat(Durations.parse("3601s", least, most)).isEmpty();
  }

  @Test
  void what_was_given_for_a_setting_is_not_shown_since_it_may_be_a_key() {
    assertThat(new RawValue("sk-verysecret", "--key")).hasToString("--key");
  }
}
