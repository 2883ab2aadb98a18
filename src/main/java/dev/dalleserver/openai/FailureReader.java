package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.openai.AnswerClassifier.Judgement;
import dev.dalleserver.openai.OpenAiFailure.Details;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.RetryHint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
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
    String body = body(response);
    JsonNode error = error(body);
    String code = text(error, "code");
    Optional<Duration> wait = RetryHint.of(response.headers().toMultimap(), body, clock.instant());
    Judgement judged = AnswerClassifier.judge(response.code(), body, wait.isPresent());
    Details details =
        new Details(
            code,
            text(error, "param"),
            shouldRetry(response),
            wait,
            // An error of the service itself is an answer: nothing was painted, nothing is charged.
            judged.fromFront());
    return new OpenAiFailure(
        judged.rule(), operation, message(response.code(), code, error), details, null);
  }

  /** Reads a failure from a body that came with a status of success. */
  OpenAiFailure readFromSuccess(Operation operation, JsonNode error) {
    String code = text(error, "code");
    String body = error.toString();
    Optional<Duration> wait = RetryHint.of(Map.of(), body, clock.instant());
    FailureRule rule = AnswerClassifier.judge(200, body, wait.isPresent()).rule();
    Details details = new Details(code, text(error, "param"), Optional.empty(), wait, false);
    return new OpenAiFailure(rule, operation, message(200, code, error), details, null);
  }

  private String message(int status, String code, JsonNode error) {
    String reported = error.isTextual() ? error.asText() : text(error, "message");
    String head = "the provider answered " + status + (says(status, code) ? "" : " " + code);
    return redaction.clean(reported.isEmpty() ? head : head + ": " + reported);
  }

  /** Returns true for a code that says no more than the status does. */
  private static boolean says(int status, String code) {
    return code.isEmpty() || code.equals(Integer.toString(status));
  }

  private static String body(Response response) {
    try {
      byte[] body =
          new BoundedInputStream(response.body().byteStream(), MAX_BODY_BYTES)
              .readNBytes((int) MAX_BODY_BYTES);
      return new String(body, StandardCharsets.UTF_8);
    } catch (IOException cut) {
      // The status says enough.
      return "";
    }
  }

  /**
   * Returns the object under {@code error}, or the text that some servers put there, or the whole
   * answer where it has the members itself; an empty object for anything that is no JSON.
   */
  private static JsonNode error(String body) {
    try {
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
