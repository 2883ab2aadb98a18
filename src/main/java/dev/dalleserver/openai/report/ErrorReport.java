package dev.dalleserver.openai.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an answer says about a failure.
 *
 * @param sentence for people, as the provider writes it, of bounded length; or empty
 * @param code in the answer's words, other than its status; or empty
 * @param codes all codes, types and states
 * @param parameters the names in members that are made for the name of a parameter
 * @param texts all that is said, without what is repeated of the request
 * @param cause what the failure is about
 * @param task the task to be polled that the answer shows
 */
public record ErrorReport(
    String sentence,
    String code,
    List<String> codes,
    List<String> parameters,
    List<String> texts,
    ErrorCause cause,
    Optional<PolledTask> task) {
  /** A report that says nothing. */
  public static final ErrorReport NONE =
      new ErrorReport("", "", List.of(), List.of(), List.of(), ErrorCause.OTHER, Optional.empty());

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int MAX_SENTENCE = 300;
  private static final int MAX_SENTENCES = 3;

  private static final Set<String> CODES =
      Set.of("code", "errorcode", "errcode", "statuscode", "error");
  private static final Set<String> KINDS =
      Set.of(
          "type",
          "errortype",
          "kind",
          "status",
          "reason",
          "name",
          "innererror",
          "finishreason",
          "blockreason",
          "exception",
          "class",
          "title",
          "failurecode");
  private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._:/-]{0,79}");
  private static final Set<String> NO_CODE =
      Set.of("none", "null", "error", "true", "false", "fail", "failed", "0", "errors");

  /**
   * Reads a report from the body of an answer, in whichever form it is.
   *
   * @param status of the answer
   * @param later whether its headers say when to ask again
   */
  public static ErrorReport of(int status, String body, boolean later) {
    return BotProtection.explain(body)
        .filter(any -> status != TOO_MANY_REQUESTS)
        .map(ErrorReport::stopped)
        .orElseGet(() -> of(status, FieldReader.read(body), later, true));
  }

  /**
   * Reads a report from an answer with a status of success, which says something that is not the
   * expected result.
   *
   * @param whole false when the answer is cut off: then only members that are made for it count
   */
  public static ErrorReport ofSuccess(int status, String body, boolean whole) {
    return BotProtection.explain(body)
        .map(ErrorReport::stopped)
        .orElseGet(() -> of(status, FieldReader.read(body), false, whole));
  }

  private static ErrorReport stopped(String sentence) {
    return new ErrorReport(
        sentence,
        "",
        List.of(),
        List.of(),
        List.of(sentence),
        ErrorCause.BOT_PROTECTION,
        Optional.empty());
  }

  private static ErrorReport of(
      int status, List<ReportField> fields, boolean later, boolean anywhere) {
    List<String> reported = SentenceFinder.find(fields, SentenceFinder.REPORTED);
    List<String> found = SentenceFinder.find(fields);
    // A model that talks instead of painting.
    List<String> all =
        found.isEmpty() && status < 300 ? SentenceFinder.wordsOfModel(fields) : found;
    List<String> codes =
        fields.stream()
            .filter(field -> CODES.contains(field.key()) || KINDS.contains(field.key()))
            .map(ReportField::text)
            .filter(text -> TOKEN.matcher(text).matches())
            .distinct()
            .toList();
    String code =
        fields.stream()
            .filter(field -> CODES.contains(field.key()))
            .map(ReportField::text)
            .filter(text -> isCode(text, status))
            .findFirst()
            .orElse("");
    ErrorCause cause = ErrorCause.of(status, codes, all, later);
    List<String> texts =
        fields.stream()
            .filter(field -> !SentenceFinder.isEcho(field))
            .map(ReportField::text)
            .toList();
    boolean refused =
        status < 300 && cause == ErrorCause.OTHER && SentenceFinder.isFiltered(fields);
    return new ErrorReport(
        joined(reported.isEmpty() && anywhere ? all : reported, code),
        code,
        codes,
        ParameterNames.in(fields),
        texts,
        refused ? ErrorCause.MODERATION : cause,
        PolledTask.find(status, fields));
  }

  private static boolean isCode(String text, int status) {
    return TOKEN.matcher(text).matches()
        && !text.equals(String.valueOf(status))
        && !NO_CODE.contains(ReportField.plain(text));
  }

  /** Joins the first sentences: the first alone may be the one that tells nothing. */
  private static String joined(List<String> sentences, String code) {
    List<String> telling = sentences.stream().filter(SentenceFinder::isInformative).toList();
    List<String> told = telling.isEmpty() ? sentences : telling;
    StringBuilder text = new StringBuilder();
    int count = 0;
    for (String sentence : told) {
      String words = shortened(sentence.replaceAll("\\s+", " ").strip());
      boolean first = text.length() == 0;
      boolean repeated = words.equals(code) || text.indexOf(words) >= 0;
      boolean room =
          first || (count < MAX_SENTENCES && text.length() + words.length() <= MAX_SENTENCE);
      if (!repeated && room && (first || !telling.isEmpty())) {
        text.append(first ? "" : "; ").append(words);
        count++;
      }
    }
    return text.toString();
  }

  private static String shortened(String sentence) {
    if (sentence.length() <= MAX_SENTENCE) {
      return sentence;
    }
    int end = sentence.lastIndexOf(' ', MAX_SENTENCE);
    end = end < MAX_SENTENCE / 2 ? MAX_SENTENCE : end;
    return sentence.substring(
            0, Character.isHighSurrogate(sentence.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }
}
