package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.resilience.ProviderStatus;
import java.time.Duration;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 9, 10 and 12 of the matrix: what is retried, when, and what never is. */
class RateLimitTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  private static MockResponse limited(String header, String value) {
    return Rig.failure(429, "rate_limit_exceeded", "slow down").setHeader(header, value).build();
  }

  @Nested
  class WhenToldHowLongToWait {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "Retry-After|2|2000",
          "Retry-After|120|120000",
          "Retry-After|2400|2400000",
          "Retry-After|2s|2000",
          "Retry-After|Sun, 01 Mar 2026 12:00:07 GMT|7000",
          "retry-after-ms|1500|1500",
          "x-ratelimit-reset-requests|6m0s|360000",
          "x-ratelimit-reset-images|1.5s|1500",
          "X-RateLimit-Reset|1772366407|7000",
          "X-RateLimit-Reset|1772366407000|7000",
          "ratelimit|\"default\";r=0;t=12|12000"
        })
    void waits_as_long_as_asked(String header, String value, long millis) throws Exception {
      rig.answer(limited(header, value), Rig.picture());
      assertThat(rig.paint().mode()).isEqualTo("b64_json");
      assertThat(rig.pauses).containsExactly(Duration.ofMillis(millis));
      assertThat(rig.events).contains("image rate_limited", "image retry", "image success");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3600", "999999999", "Sun, 01 Mar 2026 13:00:00 GMT"})
    void fails_at_once_when_it_is_too_long(String value) {
      rig.answer(limited("Retry-After", value));
      assertThatThrownBy(rig::paint)
          .isInstanceOfSatisfying(
              JobException.class,
              failure -> assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_RATE_LIMIT));
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
      assertThat(rig.pauses).isEmpty();
    }

    @Test
    void never_waits_past_the_deadline_of_the_run() {
      rig.answer(limited("Retry-After", "20"));
      Cancellation hurried = new Cancellation(rig.time::nanos, Duration.ofSeconds(20).toNanos());
      assertThatThrownBy(() -> rig.paint(hurried)).isInstanceOf(JobException.class);
      assertThat(rig.pauses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "soon", "NaN", "Sun, 01 Mar 2026 11:00:00 GMT"})
    void waits_its_own_time_when_it_makes_no_sense(String value) throws Exception {
      rig.answer(limited("Retry-After", value), Rig.picture());
      rig.paint();
      assertThat(rig.pauses).containsExactly(Duration.ofMillis(375));
    }
  }

  @Nested
  class WhenNothingIsSaidAboutWaiting {
    @Test
    void a_rate_limit_is_waited_for_until_the_deadline_and_opens_no_breaker() {
      rig.always(Rig.error(429, "rate_limit_exceeded", "slow down"));
      Cancellation tenMinutes = new Cancellation(rig.time::nanos, 600_000_000_000L);
      assertThatThrownBy(() -> rig.paint(tenMinutes))
          .isInstanceOfSatisfying(
              JobException.class,
              failure -> assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_RATE_LIMIT))
          .hasMessageContaining("slow down");
      assertThat(rig.server.getRequestCount()).isBetween(10, 30);
      assertThat(rig.provider.status().breaker()).isEqualTo(ProviderStatus.BreakerState.CLOSED);
    }

    @Test
    void gives_up_after_three_attempts_with_growing_random_pauses() {
      rig.random = () -> 0.999;
      rig.answer(Rig.error(500, "", "a"), Rig.error(500, "", "b"), Rig.error(500, "", "the third"));
      assertThatThrownBy(rig::paint)
          .hasMessage("the provider answered 500: the third")
          .extracting(problem -> ((JobException) problem).code())
          .isEqualTo(FailureCode.OPENAI_ERROR);
      assertThat(rig.pauses).containsExactly(Duration.ofMillis(499), Duration.ofMillis(999));
      assertThat(rig.server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void an_immediate_retry_is_not_made_behind_our_back() throws Exception {
      rig.answer(Rig.failure(503, "", "busy").setHeader("Retry-After", "0").build(), Rig.picture());
      rig.paint();
      assertThat(rig.pauses).hasSize(1);
      assertThat(rig.events).containsOnlyOnce("image server_error");
    }

    @Test
    void the_header_wins_over_the_status() throws Exception {
      rig.answer(
          Rig.failure(400, "", "odd").setHeader("x-should-retry", "true").build(),
          Rig.failure(500, "", "done").setHeader("x-should-retry", "false").build());
      assertThatThrownBy(rig::paint).hasMessageContaining("done");
      assertThat(rig.server.getRequestCount()).isEqualTo(2);
    }
  }

  @Nested
  class WhenTheMoneyIsUsedUp {
    @Test
    void asks_once_and_says_so_until_something_succeeds() throws Exception {
      rig.answer(
          Rig.failure(429, "insufficient_quota", "You exceeded your current quota")
              .setHeader("x-should-retry", "true")
              .build());
      assertThatThrownBy(rig::paint)
          .hasMessageContaining("You exceeded your current quota")
          .extracting(problem -> ((JobException) problem).code())
          .isEqualTo(FailureCode.OPENAI_RATE_LIMIT);
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
      assertThat(rig.provider.status().quotaExhausted()).isTrue();
      assertThat(rig.provider.status().breaker()).isEqualTo(ProviderStatus.BreakerState.CLOSED);

      rig.answer(Rig.picture());
      rig.paint();
      assertThat(rig.provider.status().quotaExhausted()).isFalse();
    }
  }

  @Nested
  class WhenTheRequestItselfIsRefused {
    @Test
    void the_message_of_the_moderation_arrives_after_one_call() {
      rig.answer(Rig.error(400, "moderation_blocked", "Your request was rejected by safety"));
      JobException failure = catchThrowableOfType(JobException.class, rig::paint);
      assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_ERROR);
      assertThat(failure).hasMessageContaining("Your request was rejected by safety");
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_refused_key_is_remembered_until_something_succeeds(int status) throws Exception {
      rig.answer(Rig.error(status, "", "not you"), Rig.error(400, "", "not that"), Rig.picture());
      assertThatThrownBy(rig::paint).hasMessageContaining("not you");
      assertThat(rig.provider.status().keyRefused()).isTrue();
      assertThatThrownBy(rig::paint).hasMessageContaining("not that");
      assertThat(rig.provider.status().keyRefused()).isTrue();
      rig.paint();
      assertThat(rig.provider.status().keyRefused()).isFalse();
    }

    @Test
    void a_wrong_key_is_said_without_the_key() {
      rig.answer(
          Rig.error(401, "invalid_api_key", "Incorrect API key provided: " + Rig.KEY + ". See x"));
      JobException failure = catchThrowableOfType(JobException.class, rig::paint);
      assertThat(failure).hasMessageContaining("Incorrect API key provided: sk-…");
      assertThat(failure.getMessage()).doesNotContain(Rig.KEY).doesNotContain("0123456789");
      assertThat(rig.provider.status().toString()).doesNotContain(Rig.KEY);
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
    }
  }
}
