package dev.dalleserver.openai;

import dev.dalleserver.openai.report.ErrorCause;
import dev.dalleserver.openai.report.ErrorReport;
import dev.dalleserver.openai.report.ParameterRefusal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Decides under which {@link FailureRule} an answer falls that is no success. Servers report the
 * same thing under many codes and statuses, so the codes and words of the body decide first, then a
 * status that the body names, then the status of the answer.
 */
final class AnswerClassifier {
  private static final int PAYMENT_REQUIRED = 402;
  private static final int TOO_MANY_REQUESTS = 429;

  /** A status of HTTP that is a failure. */
  private static final Pattern STATUS = Pattern.compile("[45]\\d\\d");

  /** Words of a server in front of the service, about the service. */
  private static final Pattern FRONT_WORDS =
      Pattern.compile(
          "upstream|gateway|\\borigin\\b|timed?[ -]?out|cloudflare|reset before headers|proxy"
              + " error|timing out");

  private AnswerClassifier() {}

  /**
   * Returns the row for an answer.
   *
   * @param status 400 or above, or that of a redirect
   */
  static FailureRule rule(int status, ErrorReport report) {
    List<Integer> named = namedStatuses(report);
    if (status == PAYMENT_REQUIRED || named.contains(PAYMENT_REQUIRED)) {
      return FailureRule.QUOTA;
    }
    return switch (report.cause()) {
      case QUOTA -> FailureRule.QUOTA;
      case MODERATION -> FailureRule.REFUSED;
      case KEY -> FailureRule.KEY_REFUSED;
      case RATE_LIMIT -> FailureRule.RATE_LIMIT;
      case MODEL -> FailureRule.ofStatus(status);
      // Not the key is refused, and no later request of this server would pass.
      case BOT_PROTECTION -> FailureRule.REJECTED;
      case OTHER -> ofOther(status, named, report);
    };
  }

  private static FailureRule ofOther(int status, List<Integer> named, ErrorReport report) {
    if (named.contains(TOO_MANY_REQUESTS)) {
      return FailureRule.RATE_LIMIT;
    }
    return mayRefuseParameter(status) && ParameterRefusal.isOne(report)
        ? FailureRule.REJECTED
        : FailureRule.ofStatus(status);
  }

  /** Returns the row for an error in an answer with a status of success. */
  static FailureRule ruleOfSuccess(ErrorReport report) {
    List<Integer> named = namedStatuses(report);
    if (!named.isEmpty()) {
      return rule(named.get(0), report);
    }
    return switch (report.cause()) {
      case OTHER, MODEL ->
          ParameterRefusal.isOne(report) ? FailureRule.REJECTED : FailureRule.INVALID_ANSWER;
      default -> rule(400, report);
    };
  }

  /** Statuses with which some servers refuse a parameter, beside those that mean a refusal. */
  private static boolean mayRefuseParameter(int status) {
    return status == 403 || status == 405 || status == 409 || status == 500 || status == 501;
  }

  private static List<Integer> namedStatuses(ErrorReport report) {
    return report.codes().stream().filter(STATUS.asMatchPredicate()).map(Integer::valueOf).toList();
  }

  /**
   * Returns true when a server in front of the service has answered, which cannot know whether the
   * service is still painting. The service itself answers in JSON; what is in front of it answers
   * with a page, a line of text, nothing, or JSON about the service.
   */
  static boolean isFromFront(int status, String body, ErrorReport report) {
    // A page that stops a request has not passed it on.
    return status >= 500
        && report.cause() != ErrorCause.BOT_PROTECTION
        && (!RecordingInputStream.isJson(body)
            || report.texts().stream()
                .map(text -> text.toLowerCase(Locale.ROOT))
                .anyMatch(FRONT_WORDS.asPredicate()));
  }
}
