package dev.dalleserver.openai.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A reader of which parameter of a request a provider does not take, in whichever form it says so.
 */
public final class ParameterRefusal {
  /** The parameters without which there is no request. */
  private static final Set<String> REQUIRED = Set.of("model", "prompt", "messages", "input");

  /** Common parameters, for answers whose status says that something else is wrong. */
  private static final Map<String, String> COMMON =
      Map.of(
          "size",
          "",
          "quality",
          "",
          "response_format",
          "",
          "output_format",
          "",
          "temperature",
          "",
          "stream",
          "",
          "partial_images",
          "");

  private static final Pattern REFUSING =
      Pattern.compile(
          "(?i)\\b(?:un(?:supported|known|recogni[sz]ed|expected|acceptable)|not (?:be |a"
              + " |currently |yet"
              + " )?(?:supported|permitted|allowed|recogni[sz]ed|accepted|valid|available|enabled|implemented|one"
              + " of|compatible|in|known|understood|used)|(?:does|do|did|can|must|could|is|are|was)(?:"
              + " ?not|n['’]t)|cannot|extra|additional"
              + " propert|invalid|illegal|bad|wrong|must|should|needs? to be|has to"
              + " be|expect\\w*|at (?:least|most)|minimum|maximum|min|max|less than|greater"
              + " than|more than|exceed\\w*|too (?:small|large|big|high|low|many)|only|out of"
              + " range|between|divisible|multiples? of|supported|allowed|accepted|permitted|one"
              + " of|forbidden|no such|no longer|incompatible"
              + "|mismatch|refus\\w*|reject\\w*|deprecated)\\b|不支持|无效|[<>≤≥]");

  /** Lists of what is taken come after the name of what is not. */
  private static final Pattern TAKEN =
      Pattern.compile(
          "(?i)\\b(?:supported|allowed|accepted|valid|permitted|known|available)"
              + " (?:parameters?|fields?|arguments?|keys?|properties|options?|params?)"
              + "(?: names?)?(?: are| is| include|:|=)[^.;\\n]*");

  /** Sizes of other things than pictures. */
  private static final Pattern OTHER_SIZE =
      Pattern.compile(
          "(?i)\\b(?:request|payload|body|file|context|prompt|input|message|token|queue|batch|content|upload)(?:['’]s)?"
              + " size|\\bsize of (?:the |your"
              + " )?(?:prompt|request|input|body|payload|message|file)");

  private static final Pattern ABOUT_PROMPT =
      Pattern.compile(
          "(?i)\\W*(?:(?:your|the|input|text|given|provided) ){0,8}prompts?\\b"
              + "|.*\\b(?:quality|size|length|number) of (?:the |your )?prompts?\\b");

  private static final Pattern MISSING =
      Pattern.compile(
          "(?i)(?:field |parameter |value |is |was |are )?(?:required|missing|not provided)\\.?");

  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "size",
          "image[_ ]?size|resolutions?|dimensions?|aspect[_ -]?ratio|width|height|pixels?|sizes",
          "n",
          "number of images|num_images|images? per request|multiple images|more than (?:one|1)"
              + " image",
          "temperature",
          "sampling temperature",
          "stream",
          "streaming|streamed|server[- ]sent events|SSE",
          "partial_images",
          "partials|previews?");

  private static final Pattern SYSTEM =
      Pattern.compile(
          "(?i)\\b(?:system|developer)['\"`]?[ _-]?(?:role|message|prompt|instruction)s?\\b"
              + "|\\broles?\\b.{0,80}\\b(?:system|alternat\\w+)\\b|['\"`](?:system|developer)['\"`]|\\bonly\\b.{0,40}\\buser\\b.{0,40}\\broles?\\b|\\broles?\\b.{0,60}\\bmust"
              + " be\\b.{0,40}\\buser\\b");
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.;!?])\\s+|\\n");

  /** Troubles of the moment, which may name a size too. */
  private static final Pattern PASSING =
      Pattern.compile("(?i)memory|overload|capacity|time[d -]?out|try again|retry|busy|crash|CUDA");

  private static final Pattern SIZE = Pattern.compile("\\b\\d{2,5} ?[x×*] ?\\d{2,5}\\b");

  private static final Pattern VALIDATION = Pattern.compile("(?i)validation errors?\\b");

  private record Mention(String name, int position) {}

  private ParameterRefusal() {}

  /**
   * Returns the parameter of the request that the report says is not taken, or whose value is not.
   *
   * @param sent the request's parameters and the text of their values
   */
  public static Optional<String> find(ErrorReport report, Map<String, String> sent) {
    if (report.cause() != ErrorCause.OTHER) {
      return Optional.empty();
    }
    List<String> optional =
        sent.keySet().stream().filter(name -> !REQUIRED.contains(name)).toList();
    for (String named : report.parameters()) {
      String plain = ReportField.plain(named);
      Optional<String> parameter =
          optional.stream().filter(name -> ReportField.plain(name).equals(plain)).findFirst();
      if (parameter.isPresent()) {
        return parameter;
      }
    }
    if (report.parameters().stream().anyMatch(REQUIRED::contains)) {
      return Optional.empty();
    }
    return Stream.concat(
            report.texts().stream().flatMap(SENTENCE_END::splitAsStream), report.texts().stream())
        .flatMap(text -> inSentence(text, optional, sent).stream())
        .findFirst();
  }

  /**
   * Returns all parameters of the request that the report says are not taken, the first of {@link
   * #find} first: those that members made for it name, or lines of their own in a list of problems.
   */
  public static List<String> findAll(ErrorReport report, Map<String, String> sent) {
    Optional<String> first = find(report, sent);
    if (first.isEmpty()) {
      return List.of();
    }
    Stream<String> lines =
        report.texts().stream()
            .filter(text -> VALIDATION.matcher(text).find())
            .flatMap(String::lines)
            .map(String::strip);
    Set<String> named =
        Stream.concat(report.parameters().stream(), lines)
            .map(ReportField::plain)
            .collect(Collectors.toSet());
    Stream<String> others =
        sent.keySet().stream()
            .filter(name -> !REQUIRED.contains(name) && named.contains(ReportField.plain(name)));
    return Stream.concat(first.stream(), others).distinct().toList();
  }

  /** Returns true when the report is about a parameter, whatever the status of the answer says. */
  public static boolean isOne(ErrorReport report) {
    return report.texts().stream().noneMatch(PASSING.asPredicate())
        && (find(report, COMMON).isPresent() || isOfSystemMessage(report));
  }

  /** Returns true when the report says that the model takes no system message. */
  public static boolean isOfSystemMessage(ErrorReport report) {
    if (report.cause() != ErrorCause.OTHER) {
      return false;
    }
    return report.parameters().contains("role")
        || report.texts().stream()
            .anyMatch(text -> SYSTEM.matcher(text).find() && REFUSING.matcher(text).find());
  }

  private static Optional<String> inSentence(
      String sentence, List<String> optional, Map<String, String> sent) {
    String text = OTHER_SIZE.matcher(TAKEN.matcher(sentence).replaceAll(" ")).replaceAll(" ");
    if (!text.contains(" ") || !REFUSING.matcher(text).find() || MISSING.matcher(text).matches()) {
      return Optional.empty();
    }
    if (ABOUT_PROMPT.matcher(text).lookingAt()) {
      return first(text, optional, ParameterRefusal::quotedName);
    }
    return Stream.<Function<String, Pattern>>of(
            ParameterRefusal::quotedName,
            ParameterRefusal::name,
            ParameterRefusal::otherName,
            name -> value(sent.getOrDefault(name, "")),
            ParameterRefusal::anotherValue)
        .flatMap(form -> first(text, optional, form).stream())
        .findFirst();
  }

  private static Optional<String> first(
      String text, List<String> optional, Function<String, Pattern> form) {
    return optional.stream()
        .flatMap(
            name -> {
              Matcher found = form.apply(name).matcher(text);
              return found.find() ? Stream.of(new Mention(name, found.start())) : Stream.empty();
            })
        .min(Comparator.comparingInt(Mention::position))
        .map(Mention::name);
  }

  private static String spelled(String name) {
    return Pattern.quote(name).replace("_", "\\E[_ -]?\\Q");
  }

  private static Pattern quotedName(String name) {
    return Pattern.compile("(?i)['\"`‘’“”\\[]" + spelled(name) + "['\"`‘’“”\\]]");
  }

  private static Pattern name(String name) {
    return Pattern.compile(
        "(?i)(?<![\\p{L}\\p{N}'’_-])" + spelled(name) + "(?![\\p{L}\\p{N}'’_-])");
  }

  private static Pattern otherName(String name) {
    return Pattern.compile("(?i)\\b(?:" + OTHER_NAMES.getOrDefault(name, "(?!)") + ")\\b");
  }

  /** A value that is no plain word is told by itself; a word only where it stands in quotes. */
  private static Pattern value(String value) {
    if (value.isBlank() || value.length() > 40) {
      return Pattern.compile("(?!)");
    }
    String quoted = "['\"`‘“]" + Pattern.quote(value) + "['\"`’”]";
    boolean odd = value.length() > 3 && !value.matches("[A-Za-z]+|\\d+");
    return Pattern.compile(
        odd ? quoted + "|(?<![\\w])" + Pattern.quote(value) + "(?!\\w)" : quoted);
  }

  /** A size that is not the one that was sent can only be one that is taken. */
  private static Pattern anotherValue(String name) {
    return name.equals("size") ? SIZE : Pattern.compile("(?!)");
  }
}
