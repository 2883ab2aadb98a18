package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.openai.OpenAiFailure.Details;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.RetryAfter;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import okhttp3.Response;

/** A reader of the answers of the provider to requests that failed. */
final class FailureReader {
  private static final long MAX_BODY_BYTES = 64 << 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Redaction redaction;
  private final Clock clock;

  FailureReader(Redaction redaction, Clock clock) {
    this.redaction = redaction;
    this.clock = clock;
  }

  OpenAiFailure read(Operation operation, Response response) {
    JsonNode error = error(response);
    String code = text(error, "code");
    FailureRule rule =
        FailureRule.ofAnswer(response.code(), code.isEmpty() ? text(error, "type") : code);
    Details details =
        new Details(
            code,
            text(error, "param"),
            shouldRetry(response),
            RetryAfter.of(response::header, clock.instant()),
            // An error status is an answer: nothing was painted, nothing is charged.
            false);
    return new OpenAiFailure(rule, operation, message(response.code(), code, error), details, null);
  }

  /** Reads a failure from a body that came with a status of success. */
  OpenAiFailure readFromSuccess(Operation operation, JsonNode error) {
    String code = text(error, "code");
    FailureRule known = FailureRule.ofAnswer(400, code);
    FailureRule rule = known == FailureRule.REJECTED ? FailureRule.INVALID_ANSWER : known;
    return new OpenAiFailure(rule, operation, message(200, code, error));
  }

  private String message(int status, String code, JsonNode error) {
    String reported = error.isTextual() ? error.asText() : text(error, "message");
    String head = "the provider answered " + status + (code.isEmpty() ? "" : " " + code);
    return redaction.clean(reported.isEmpty() ? head : head + ": " + reported);
  }

  /**
   * Returns the object under {@code error}, or the text that some servers put there, or the whole
   * answer where it has the members itself; an empty object for anything that is no JSON.
   */
  private static JsonNode error(Response response) {
    try {
      byte[] body =
          new BoundedInputStream(response.body().byteStream(), MAX_BODY_BYTES)
              .readNBytes((int) MAX_BODY_BYTES);
      JsonNode answer = JSON.readTree(body);
      JsonNode error = answer.path("error");
      if (error.isObject() || error.isTextual()) {
        return error;
      }
      return answer.path("detail").isTextual() ? answer.path("detail") : answer;
    } catch (IOException noJson) {
      // The status says enough; a page of HTML in the message would help no reader.
      return JSON.createObjectNode();
    }
  }

  private static String text(JsonNode error, String member) {
    JsonNode value = error.path(member);
    return value.isValueNode() && !value.isNull() ? value.asText() : "";
  }

  private static Optional<Boolean> shouldRetry(Response response) {
    String header = response.header("x-should-retry");
    if ("true".equalsIgnoreCase(header)) {
      return Optional.of(true);
    }
    return "false".equalsIgnoreCase(header) ? Optional.of(false) : Optional.empty();
  }
}
