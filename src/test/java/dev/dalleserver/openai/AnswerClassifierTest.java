package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.openai.report.ErrorReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of servers that exist, and what each is taken for. */
class AnswerClassifierTest {
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "402|{\"error\":{\"message\":\"Insufficient credits\",\"code\":402}}|QUOTA",
        "402||QUOTA",
        "403|{\"error\":{\"code\":\"InsufficientBalance\",\"message\":\"no\"}}|QUOTA",
        "400|{\"code\":\"Arrearage\",\"message\":\"Access denied\"}|QUOTA",
        "429|{\"error\":{\"type\":\"exceeded_current_quota_error\",\"message\":\"x\"}}|QUOTA",
        "429|{\"error\":{\"message\":\"You exceeded your current quota, check billing\"}}|QUOTA",
        "403|{\"detail\":\"Your account is out of credits\"}|QUOTA",
        "500|{\"error\":{\"message\":\"nope\",\"code\":\"402\"}}|QUOTA",
        "200|{\"code\":402,\"message\":\"pay\"}|QUOTA",
        "429|{\"error\":{\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"slow down\"}}|RATE_LIMIT",
        "403|{\"error\":{\"code\":\"Throttling.RateQuota\",\"message\":\"x\"}}|RATE_LIMIT",
        "400|{\"error\":{\"code\":\"TooManyRequests\"}}|RATE_LIMIT",
        "200|{\"code\":429,\"message\":\"busy\"}|RATE_LIMIT",
        "503|{\"error\":{\"code\":\"SlowDown\"}}|RATE_LIMIT",
        "429|too many|RATE_LIMIT",
        "400|{\"error\":{\"code\":\"content_policy_violation\"}}|REFUSED",
        "400|{\"error\":{\"code\":\"contentFilter\",\"message\":\"x\"}}|REFUSED",
        "400|{\"error\":{\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\"}}}|REFUSED",
        "400|{\"error\":{\"type\":\"image_generation_user_error\",\"code\":null}}|REFUSED",
        "403|{\"error\":{\"code\":403,\"message\":\"Your input was flagged as unsafe\"}}|REFUSED",
        "400|{\"code\":\"DataInspectionFailed\",\"message\":\"Input data\"}|REFUSED",
        "400|{\"error\":{\"code\":\"InputTextSensitiveContentDetected\"}}|REFUSED",
        "422|{\"detail\":[{\"type\":\"content_policy_violation\",\"msg\":\"no\"}]}|REFUSED",
        "400|{\"error\":{\"message\":\"Your request was rejected by our safety system\"}}|REFUSED",
        "500|{\"error\":{\"code\":\"moderation_blocked\"}}|REFUSED",
        "401|{\"error\":{\"code\":\"invalid_api_key\"}}|KEY_REFUSED",
        "403|{\"error\":{\"message\":\"Project has no access to model\"}}|KEY_REFUSED",
        "400|{\"error\":{\"message\":\"Unknown parameter: quality\"}}|REJECTED",
        "404|{\"detail\":\"Not Found\"}|REJECTED",
        "500|{\"error\":{\"message\":\"the server had an error\"}}|SERVER_ERROR",
        "503|{\"error\":{\"message\":\"overloaded\"}}|OVERLOADED",
        "529|{\"error\":{\"type\":\"overloaded_error\"}}|OVERLOADED",
        "502|<html>|GATEWAY",
        "524|error code: 524|GATEWAY_TIMEOUT",
        "302||INVALID_ANSWER",
        "200|{\"code\":504}|GATEWAY_TIMEOUT",
        "200|{\"message\":\"what\"}|INVALID_ANSWER"
      })
  void answer(int status, String body, FailureRule expected) {
    assertThat(rule(status, body, false)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "500|{\"error\":{\"message\":\"the server had an error\"}}|false",
        "503|{\"error\":{\"message\":\"The engine is overloaded\"}}|false",
        "503|<html><h1>503 Service Unavailable</h1></html>|true",
        "500||true",
        "500|Internal Server Error|true",
        "503|upstream connect error or disconnect/reset before headers|true",
        "500|{\"message\":\"The upstream server is timing out\"}|true",
        "500|{\"message\":\"Endpoint request timed out\"}|true",
        "400|<html>|false"
      })
  void comes_from_a_server_in_front(int status, String body, boolean expected) {
    String text = body == null ? "" : body;
    assertThat(AnswerClassifier.isFromFront(status, text, ErrorReport.of(status, text, false)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429|{\"error\":{\"message\":\"You exceeded your current quota. Please retry in 34s.\"}}",
        "429|{\"error\":{\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"exceeded your current"
            + " quota\"}}",
        "503|{\"error\":{\"message\":\"Rate limit reached\"}}"
      })
  void a_quota_that_names_a_wait_is_a_rate_limit(int status, String body) {
    assertThat(rule(status, body, true)).isEqualTo(FailureRule.RATE_LIMIT);
  }

  private static FailureRule rule(int status, @Nullable String body, boolean namesWait) {
    String text = body == null ? "" : body;
    return status >= 200 && status < 300
        ? AnswerClassifier.ruleOfSuccess(ErrorReport.ofSuccess(status, text, true))
        : AnswerClassifier.rule(status, ErrorReport.of(status, text, namesWait));
  }
}
