package dev.dalleserver.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dalleserver.openai.OpenAiFailure.Details;
import dev.dalleserver.openai.report.ErrorCause;
import dev.dalleserver.openai.report.ErrorReport;
import dev.dalleserver.openai.report.PolledTask;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.resilience.RetryHint;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;

/** A reader of the answers of the provider to requests that failed. */
final class FailureReader {
  private static final String WITHOUT_ID = "without an id";

  /** The headers that hold the error message of some servers when there is no body. */
  private static final List<String> MESSAGE_HEADERS =
      List.of(
          "x-error-message", "x-error", "grpc-message", "x-ms-error-message", "WWW-Authenticate");

  private static final Pattern DESCRIPTION = Pattern.compile("error_description=\"([^\"]*)\"");

  private final Redaction redaction;
  private final Clock clock;

  FailureReader(Redaction redaction, Clock clock) {
    this.redaction = redaction;
    this.clock = clock;
  }

  OpenAiFailure read(Operation operation, Response response) {
    String said = new RecordingInputStream(response.body()).readOn();
    String body = said.isBlank() ? wordsInHeaders(response).orElse("") : said;
    Optional<Duration> later = RetryHint.of(response.headers().toMultimap(), body, clock.instant());
    ErrorReport report = ErrorReport.of(response.code(), body, later.isPresent());
    Details details =
        new Details(
            report,
            shouldRetry(response),
            later,
            // An error of the service itself is an answer: nothing was painted, nothing is charged.
            AnswerClassifier.isFromFront(response.code(), said, report));
    return new OpenAiFailure(
        AnswerClassifier.rule(response.code(), report),
        operation,
        message(response.code(), report),
        details,
        null);
  }

  private static Optional<String> wordsInHeaders(Response response) {
    return MESSAGE_HEADERS.stream()
        .flatMap(name -> Optional.ofNullable(response.header(name)).stream())
        .findFirst()
        .map(FailureReader::ofHeader)
        .filter(words -> !words.isBlank());
  }

  /**
   * Returns what the headers of a successful answer with an empty body say, as those of a gateway
   * to gRPC do.
   */
  Optional<OpenAiFailure> explainByHeaders(Operation operation, Response response) {
    return wordsInHeaders(response)
        .flatMap(
            words ->
                explain(
                    operation,
                    response.code(),
                    "{\"error\":" + TextNode.valueOf(words) + "}",
                    true));
  }

  private static String ofHeader(String value) {
    Matcher description = DESCRIPTION.matcher(value);
    if (description.find()) {
      return description.group(1);
    }
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException plain) {
      return value;
    }
  }

  /** Reads a failure from a body that came with a status of success. */
  OpenAiFailure readFromSuccess(Operation operation, JsonNode error) {
    return ofSuccess(operation, 200, ErrorReport.ofSuccess(200, "{\"error\":" + error + "}", true));
  }

  /**
   * Reads what an answer with a status of success says, when it holds no result.
   *
   * @param body the beginning of the answer
   * @param whole false when the answer is cut off
   * @return empty when it says nothing
   */
  Optional<OpenAiFailure> explain(Operation operation, int status, String body, boolean whole) {
    ErrorReport report = ErrorReport.ofSuccess(status, body, whole);
    if (!RecordingInputStream.isJson(body)
        && report.task().isEmpty()
        && report.cause() == ErrorCause.OTHER) {
      return Optional.of(report.sentence())
          .filter(sentence -> !sentence.isEmpty())
          .map(sentence -> noJson(operation, sentence));
    }
    boolean says =
        !report.sentence().isEmpty()
            || !report.code().isEmpty()
            || report.cause() == ErrorCause.MODERATION;
    return says || report.task().isPresent()
        ? Optional.of(ofSuccess(operation, status, report))
        : Optional.empty();
  }

  /** Adds the task that only the headers of a successful answer without a result name. */
  OpenAiFailure withTaskOfHeaders(OpenAiFailure failure, Operation operation, Response response) {
    Optional<String> id = PolledTask.idInHeaders(response.code(), response::header);
    boolean told =
        id.filter(text -> String.valueOf(failure.getMessage()).contains(text)).isPresent();
    boolean empty =
        failure.rule() == FailureRule.EMPTY
            || failure.rule() == FailureRule.INVALID_ANSWER
            || failure.rule() == FailureRule.FRONT_ANSWER;
    if (id.isEmpty() || told || !empty) {
      return failure;
    }
    String message = String.valueOf(failure.getMessage());
    String hint =
        "its headers name a task to be polled, " + id.get() + "; this server does not poll";
    return new OpenAiFailure(
        FailureRule.EMPTY,
        operation,
        message.contains(WITHOUT_ID)
            ? message.replace(WITHOUT_ID, redaction.clean(id.get()))
            : message + "; " + redaction.clean(hint),
        failure.details(),
        failure.getCause());
  }

  /** A page of a front end or another service; the base URL is wrong, or a login is missing. */
  private OpenAiFailure noJson(Operation operation, String sentence) {
    return new OpenAiFailure(
        FailureRule.FRONT_ANSWER,
        operation,
        redaction.clean("the provider's answer makes no sense, it is no JSON: " + sentence));
  }

  private OpenAiFailure ofSuccess(Operation operation, int status, ErrorReport report) {
    Optional<Duration> later =
        RetryHint.of(Map.of(), String.join("\n", report.texts()), clock.instant());
    FailureRule rule = AnswerClassifier.ruleOfSuccess(report);
    // It was answered, and perhaps paid for: only what was refused is asked for again.
    boolean refused = rule == FailureRule.RATE_LIMIT || operation != Operation.IMAGE;
    Optional<Boolean> retry = refused ? Optional.empty() : Optional.of(false);
    Details details = new Details(report, retry, later, false);
    if (report.task().isPresent()) {
      return new OpenAiFailure(
          FailureRule.EMPTY,
          operation,
          redaction.clean(task(status, report.task().get(), report.sentence())),
          details,
          null);
    }
    return new OpenAiFailure(rule, operation, message(status, report), details, null);
  }

  private static String task(int status, PolledTask task, String sentence) {
    String which =
        (task.id().isEmpty() ? "" : " " + task.id())
            + (task.state().isEmpty() ? "" : ", " + task.state());
    return "the provider answered "
        + status
        + " with a task to be polled ("
        + (which.isBlank() ? WITHOUT_ID : which.replaceFirst("^,? ", ""))
        + "); this server does not poll, it needs a base URL or a model that answers with the"
        + " result"
        + (sentence.isEmpty() ? "" : ": " + sentence);
  }

  private String message(int status, ErrorReport report) {
    String head =
        "the provider answered " + status + (report.code().isEmpty() ? "" : " " + report.code());
    String said =
        report.sentence().isEmpty() && report.cause() == ErrorCause.MODERATION
            ? "its content filter refuses the prompt or the picture"
            : report.sentence();
    return redaction.clean(said.isEmpty() ? head : head + ": " + said);
  }

  private static Optional<Boolean> shouldRetry(Response response) {
    String header = response.header("x-should-retry");
    if ("true".equalsIgnoreCase(header)) {
      return Optional.of(true);
    }
    return "false".equalsIgnoreCase(header) ? Optional.of(false) : Optional.empty();
  }
}
