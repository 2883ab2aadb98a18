package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of the table of failures, as a run meets it over a real connection. */
class FailureRuleTest {
  @ParameterizedTest(name = "{0} {1} is {2} after {3} calls")
  @CsvSource({
    "400, '', OPENAI_ERROR, 1, rejected",
    "400, content_policy_violation, OPENAI_ERROR, 1, refused",
    "400, moderation_blocked, OPENAI_ERROR, 1, refused",
    "400, billing_hard_limit_reached, OPENAI_RATE_LIMIT, 1, quota_exhausted",
    "401, invalid_api_key, OPENAI_ERROR, 1, rejected",
    "403, '', OPENAI_ERROR, 1, rejected",
    "404, model_not_found, OPENAI_ERROR, 1, rejected",
    "408, '', OPENAI_TIMEOUT, 2, timeout",
    "409, '', OPENAI_ERROR, 3, conflict",
    "413, '', OPENAI_ERROR, 1, rejected",
    "422, '', OPENAI_ERROR, 1, rejected",
    "402, '', OPENAI_RATE_LIMIT, 1, quota_exhausted",
    "402, 402, OPENAI_RATE_LIMIT, 1, quota_exhausted",
    "403, insufficient_balance, OPENAI_RATE_LIMIT, 1, quota_exhausted",
    "429, exceeded_current_quota_error, OPENAI_RATE_LIMIT, 1, quota_exhausted",
    "400, content_filter, OPENAI_ERROR, 1, refused",
    "403, DataInspectionFailed, OPENAI_ERROR, 1, refused",
    "500, content_policy_violation, OPENAI_ERROR, 1, refused",
    "499, '', OPENAI_TIMEOUT, 2, timeout",
    "520, '', OPENAI_UNAVAILABLE, 2, server_error",
    "521, '', OPENAI_UNAVAILABLE, 2, server_error",
    "522, '', OPENAI_TIMEOUT, 2, timeout",
    "523, '', OPENAI_UNAVAILABLE, 2, server_error",
    "524, '', OPENAI_TIMEOUT, 2, timeout",
    "429, insufficient_quota, OPENAI_RATE_LIMIT, 1, quota_exhausted",
    "429, billing_not_active, OPENAI_RATE_LIMIT, 1, quota_exhausted",
    "500, '', OPENAI_ERROR, 3, server_error",
    "501, '', OPENAI_ERROR, 3, server_error",
    "502, '', OPENAI_UNAVAILABLE, 2, server_error",
    "503, '', OPENAI_UNAVAILABLE, 3, server_error",
    "504, '', OPENAI_TIMEOUT, 2, timeout",
    "529, '', OPENAI_UNAVAILABLE, 3, server_error"
  })
  void answer(int status, String code, FailureCode expected, int calls, String outcome) {
    try (Rig rig = new Rig()) {
      rig.always(Rig.error(status, code, "because"));
      JobException failure = catchThrowableOfType(JobException.class, rig::paint);
      assertThat(failure.code()).isEqualTo(expected);
      assertThat(failure).hasMessageContaining("because").hasMessageContaining(status + "");
      assertThat(rig.server.getRequestCount()).isEqualTo(calls);
      assertThat(rig.events).contains("image " + outcome);
    }
  }

  @ParameterizedTest(name = "{0} {1} may have cost: {2}")
  @CsvSource({
    "400, '', false",
    "401, invalid_api_key, false",
    "404, model_not_found, false",
    "429, insufficient_quota, false",
    "429, '', false",
    "400, moderation_blocked, true",
    "408, '', true",
    "500, '', true",
    "503, '', true"
  })
  void only_what_was_turned_away_has_certainly_cost_nothing(
      int status, String code, boolean expected) {
    try (Rig rig = new Rig()) {
      rig.always(Rig.error(status, code, "because"));
      // A rate limit is waited for until the deadline.
      Cancellation minutes = new Cancellation(rig.time::nanos, Duration.ofMinutes(3).toNanos());
      JobException failure = catchThrowableOfType(JobException.class, () -> rig.paint(minutes));
      assertThat(failure.mayHaveCost()).isEqualTo(expected);
    }
  }

  @Test
  void what_an_earlier_attempt_may_have_cost_is_not_forgotten() {
    try (Rig rig = new Rig()) {
      rig.answer(Rig.error(500, "", "made, and lost"), Rig.error(401, "", "not you"));
      JobException failure = catchThrowableOfType(JobException.class, rig::paint);
      assertThat(failure).hasMessageContaining("not you");
      assertThat(failure.mayHaveCost()).isTrue();
    }
  }

  @Test
  void a_picture_that_cannot_be_fetched_has_cost() {
    try (Rig rig = new Rig()) {
      String url = rig.server.url("/gone.png").toString();
      MockResponse gone = Rig.error(404, "", "gone");
      rig.answer(Rig.json("{\"data\":[{\"url\":\"" + url + "\"}]}"));
      rig.answer(gone, gone, gone, gone, gone, gone);
      JobException failure = catchThrowableOfType(JobException.class, rig::paint);
      assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_DOWNLOAD_ERROR);
      assertThat(failure.mayHaveCost()).isTrue();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\":\"plain words\"}|: plain words",
        "{\"detail\":\"plain words\"}|: plain words",
        "{\"message\":\"plain words\"}|: plain words",
        "<html><body>Bad gateway</body></html>|: Bad gateway",
        "{\"error\":{\"message\":\"see /home/me/secret.txt\"}}|: see …"
      })
  void says_what_compatible_servers_say(String body, String expected) {
    try (Rig rig = new Rig()) {
      rig.answer(new MockResponse.Builder().code(400).body(body).build());
      JobException failure = catchThrowableOfType(JobException.class, rig::paint);
      assertThat(failure.getMessage()).endsWith(expected).doesNotContain("<");
    }
  }
}
