package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.resilience.CircuitBreaker;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import java.time.Duration;
import java.util.Random;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 11 of the matrix: a provider that is down, or half down, is not hammered. */
class OutageTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  private JobException failedRun() {
    return catchThrowableOfType(JobException.class, rig::paint);
  }

  @Nested
  class WhenEveryCallFails {
    @Test
    void a_hundred_runs_make_few_calls_and_the_rest_fails_at_once() {
      rig.always(Rig.error(500, "", "down"));
      for (int run = 0; run < 100; run++) {
        assertThat(failedRun()).isNotNull();
      }
      assertThat(rig.server.getRequestCount()).isLessThanOrEqualTo(110);
      // Three attempts and then two: the fifth failure in a row opens the breaker.
      assertThat(rig.server.getRequestCount()).isEqualTo(5);
      assertThat(rig.provider.status().breaker()).isEqualTo(BreakerState.OPEN);
      assertThat(failedRun().code()).isEqualTo(FailureCode.OPENAI_UNAVAILABLE);
      assertThat(rig.events).contains("image breaker OPEN", "image breaker_open");
    }

    @Test
    void after_half_a_minute_one_failed_trial_closes_the_door_again() {
      rig.always(Rig.error(500, "", "down"));
      for (int run = 0; run < 5; run++) {
        failedRun();
      }
      int before = rig.server.getRequestCount();
      rig.pass(CircuitBreaker.OPEN_DURATION.minusNanos(1));
      failedRun();
      assertThat(rig.server.getRequestCount()).isEqualTo(before);
      rig.pass(Duration.ofNanos(1));
      failedRun();
      assertThat(rig.server.getRequestCount()).isEqualTo(before + 1);
      assertThat(rig.provider.status().breaker()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void two_good_trials_close_the_breaker() throws Exception {
      rig.always(Rig.error(500, "", "down"));
      for (int run = 0; run < 5; run++) {
        failedRun();
      }
      rig.pass(CircuitBreaker.OPEN_DURATION);
      rig.always(Rig.picture());
      rig.paint();
      assertThat(rig.provider.status().breaker()).isEqualTo(BreakerState.HALF_OPEN);
      rig.paint();
      assertThat(rig.provider.status().breaker()).isEqualTo(BreakerState.CLOSED);
      assertThat(rig.provider.status().lastFailure())
          .hasValueSatisfying(failure -> assertThat(failure.message()).contains("down"));
    }
  }

  @Nested
  class WhenHalfOfTheCallsFailAtRandom {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_hundred_runs_all_end_and_retries_stay_within_their_budget(long seed) {
      Random chance = new Random(seed);
      int[] failed = new int[1];
      int[] served = new int[1];
      rig.server.setDispatcher(
          new Dispatcher() {
            @Override
            public synchronized MockResponse dispatch(RecordedRequest request) {
              boolean fails = chance.nextBoolean();
              (fails ? failed : served)[0]++;
              return fails ? Rig.error(500, "", "unlucky") : Rig.picture();
            }
          });
      int pictures = 0;
      for (int run = 0; run < 100; run++) {
        rig.pass(Duration.ofSeconds(5));
        JobException failure = failedRun();
        pictures += failure == null ? 1 : 0;
      }
      assertThat(pictures).isEqualTo(served[0]).isPositive();
      long retries = rig.events.stream().filter("image retry"::equals).count();
      // Ten tokens, none below five: five retries, and one more for ten successes.
      assertThat((double) retries).isLessThanOrEqualTo(5 + 0.1 * served[0]);
      assertThat(rig.server.getRequestCount()).isEqualTo(failed[0] + served[0]);
      assertThat(rig.provider.status().callsInFlight()).isZero();
    }
  }

  @Nested
  class WhenTheCallerIsToBlame {
    @Test
    void the_breaker_stays_closed() {
      rig.always(Rig.error(400, "", "no such style"));
      for (int run = 0; run < 30; run++) {
        assertThat(failedRun().code()).isEqualTo(FailureCode.OPENAI_ERROR);
      }
      assertThat(rig.server.getRequestCount()).isEqualTo(30);
      assertThat(rig.provider.status().breaker()).isEqualTo(BreakerState.CLOSED);
      assertThat(rig.provider.status().retryTokens()).isEqualTo(10);
    }
  }
}
