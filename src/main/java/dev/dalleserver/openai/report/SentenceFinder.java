package dev.dalleserver.openai.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A finder of the sentences for people among the values of an answer. It ranks every value by the
 * names around it, so that a sentence is found wherever it stands, and what the answer repeats of
 * the request is not taken for one.
 */
final class SentenceFinder {
  /** Values of this rank or below stand where answers report failures. */
  static final int REPORTED = 1;

  private static final int ELSEWHERE = 2;
  private static final int VAGUE = 3;
  private static final int SINGLE_WORD = 6;
  private static final int NEVER = 100;

  /** The names under which servers put a sentence. */
  private static final Set<String> MESSAGES =
      Set.of(
          "",
          "message",
          "messages",
          "msg",
          "errormessage",
          "errormsg",
          "errmsg",
          "statusmsg",
          "statusmessage",
          "errordescription",
          "description",
          "detail",
          "details",
          "reason",
          "faultstring",
          "fault",
          "exception",
          "cause",
          "failurereason",
          "raw",
          "error",
          "errors",
          "errorinfo",
          "usermessage",
          "developermessage",
          "explanation",
          "exceptionmessage",
          "finishmessage",
          "issues",
          "problem",
          "warning",
          "failure");

  /** The names of what answers repeat of the request, or of results. */
  private static final Set<String> ECHOES =
      Set.of(
          "input",
          "flaggedinput",
          "prompt",
          "negativeprompt",
          "revisedprompt",
          "request",
          "requestbody",
          "body",
          "parameters",
          "args",
          "url",
          "uri",
          "docs",
          "docurl",
          "documentationurl",
          "documentation",
          "href",
          "link",
          "links",
          "stack",
          "stacktrace",
          "trace",
          "traceback",
          "requestid",
          "traceid",
          "created",
          "model",
          "b64json",
          "choices",
          "candidates",
          "usage",
          "timestamp",
          "instance",
          "loc",
          "path",
          "param",
          "field",
          "code",
          "type",
          "object",
          "headers",
          "cookie",
          "authorization",
          "apikey",
          "token",
          "user",
          "email",
          "messages",
          "reasoningcontent",
          "hostname",
          "date",
          "useragent");

  private static final Set<String> WORDS = Set.of("content", "text", "refusal", "outputtext");

  private static final Set<String> FLAGS =
      Set.of(
          "filtered",
          "nsfw",
          "nsfwdetected",
          "isnsfw",
          "hasnsfwconcept",
          "hasnsfwconcepts",
          "nsfwcontentdetected",
          "flagged",
          "blocked",
          "censored",
          "moderated");

  private static final Set<String> NEGATED_FLAGS =
      Set.of("isimagesafe", "respectmoderation", "issafe", "safe");

  private static final Pattern VAGUE_WORDS =
      Pattern.compile(
          "(?i)(?:http(?:/\\S+)? )?(?:\\d{3}:? ?)?(?:(?:the )?(?:upstream |server )?provider"
              + " returned (?:an )?error|(?:an? )?(?:unknown |internal |unexpected ){0,3}(?:server"
              + " |api |client )?error(?: has)?(?: occurred)?|bad"
              + " request|un(?:authorized|processable(?: entity| content)?)|forbidden|not"
              + " found|conflict|request failed|validation (?:error|failed)s?|invalid request|one"
              + " or more validation errors occurred|too many requests|(?:bad gateway|service"
              + " unavailable|gateway time-?out)|failed|failure|error|oops|whoops|nginx|failed to"
              + " generate image|image generation failed|something went wrong)[.!: ]*");

  private static final Pattern LETTERS = Pattern.compile("\\p{L}{2}|[\\p{IsHan}\\p{IsHangul}]");
  private static final Pattern SENTENCE =
      Pattern.compile(
          "\\p{L}\\S{0,40}\\s+\\S{0,8}[\\p{L}\\p{N}]|[\\p{IsHan}\\p{IsHangul}\\p{IsHiragana}]{2}");

  /** The start of a message may be the status, which the reader's message has said already. */
  private static final Pattern STATUS =
      Pattern.compile(
          "(?i)(?:(?:http|error code|status(?: code)?|error)["
              + " :=]*)?\\d{3}\\s*[-:|]*\\s+(?=\\p{Lu})");

  private record Ranked(String sentence, int rank) {}

  private SentenceFinder() {}

  /**
   * Returns the sentences, the most telling first, in the order of the answer among equals.
   *
   * @param most the highest rank that counts
   */
  static List<String> find(List<ReportField> fields, int most) {
    List<Ranked> found = new ArrayList<>();
    for (ReportField field : fields) {
      int rank = rank(field);
      if (rank <= most) {
        found.add(new Ranked(labelled(field, fields), rank));
      }
    }
    LinkedHashSet<String> sentences = new LinkedHashSet<>();
    found.stream()
        .sorted(Comparator.comparingInt(Ranked::rank))
        .map(Ranked::sentence)
        .forEach(sentences::add);
    return List.copyOf(sentences);
  }

  /** Returns the sentences of any rank that stand where failures are reported, or elsewhere. */
  static List<String> find(List<ReportField> fields) {
    return find(fields, NEVER - 1);
  }

  /** Returns what a model has written where its answer is not the one that was asked for. */
  static List<String> wordsOfModel(List<ReportField> fields) {
    return fields.stream()
        .filter(field -> WORDS.contains(field.key()) && isSentence(field.text()))
        .map(ReportField::text)
        .toList();
  }

  /** Returns true when a member says that a filter or the model itself has held a result back. */
  static boolean isFiltered(List<ReportField> fields) {
    return fields.stream()
        .anyMatch(
            field ->
                FLAGS.contains(field.key()) && field.text().equals("true")
                    || NEGATED_FLAGS.contains(field.key()) && field.text().equals("false")
                    || field.key().equals("blockreason")
                    || field.key().endsWith("filteredreason")
                    || field.key().equals("refusal") && isSentence(field.text()));
  }

  static boolean isMessage(String key) {
    return MESSAGES.contains(key);
  }

  static boolean isInformative(String sentence) {
    return isSentence(sentence) && !VAGUE_WORDS.matcher(sentence).matches();
  }

  /** Returns true for a value that the answer repeats of the request. */
  static boolean isEcho(ReportField field) {
    return rankOfPlace(field) == NEVER;
  }

  private static int rank(ReportField field) {
    String text = field.text();
    int place = rankOfPlace(field);
    if (place == NEVER || !LETTERS.matcher(text).find()) {
      return NEVER;
    }
    if (!isSentence(text)) {
      return place <= REPORTED ? place + SINGLE_WORD : NEVER;
    }
    return VAGUE_WORDS.matcher(text).matches() ? place + VAGUE : place;
  }

  private static int rankOfPlace(ReportField field) {
    String key = field.key();
    List<String> ancestors = field.ancestors();
    boolean message = MESSAGES.contains(key);
    boolean echoAround = ancestors.stream().anyMatch(ECHOES::contains);
    if (!message && (echoAround || ECHOES.contains(key))) {
      // A parameter may have the name of an echo: {"errors": {"model": ["..."]}}.
      boolean named =
          !echoAround
              && !ancestors.isEmpty()
              && ancestors.get(ancestors.size() - 1).equals("errors")
              && isSentence(field.text());
      return named ? REPORTED : NEVER;
    }
    if (message) {
      return echoAround ? REPORTED : 0;
    }
    boolean under = ancestors.stream().anyMatch(name -> MESSAGES.contains(name));
    return under || key.equals("title") || key.equals("text") ? REPORTED : ELSEWHERE;
  }

  private static boolean isSentence(String text) {
    return SENTENCE.matcher(text).find() && !text.matches("[^\\s/]+://\\S+");
  }

  /** Returns the sentence with the name of the parameter that it is about in front. */
  private static String labelled(ReportField field, List<ReportField> fields) {
    String sentence = lastLine(field.text());
    Matcher status = STATUS.matcher(sentence);
    if (status.lookingAt()) {
      sentence = sentence.substring(status.end());
    }
    String label = ParameterNames.labelOf(field, fields);
    boolean said =
        label.isEmpty() || ReportField.plain(sentence).contains(ReportField.plain(label));
    return said ? sentence : label + ": " + sentence;
  }

  /** Returns the last line of a stack trace of Python, which tells the cause; else all lines. */
  private static String lastLine(String text) {
    if (!text.contains("Traceback (most recent call last)")) {
      return text;
    }
    return Stream.of(text.split("\\R"))
        .filter(line -> !line.isBlank())
        .reduce((earlier, later) -> later)
        .orElse(text)
        .strip();
  }
}
