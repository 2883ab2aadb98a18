package dev.dalleserver.openai;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The judge of answers that are no success: which {@link FailureRule} they fall under. Servers
 * report the same thing under many codes and statuses, so first the codes are looked for anywhere
 * in the body, then the words of its messages, then the status counts.
 */
final class AnswerClassifier {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_DEPTH = 12;
  private static final int MAX_TEXTS = 200;
  private static final int MAX_TEXT = 4096;

  /** Members whose values are codes rather than sentences. */
  private static final Set<String> CODE_MEMBERS =
      Set.of(
          "code",
          "type",
          "status",
          "reason",
          "error_code",
          "errorcode",
          "finish_reason",
          "error",
          "status_code",
          "statuscode");

  /** A status of HTTP that is a failure. */
  private static final Pattern STATUS = Pattern.compile("[45]\\d\\d");

  /** The separators are taken out before: {@code insufficient_quota}, {@code InsufficientQuota}. */
  private static final Pattern QUOTA_CODE =
      Pattern.compile(
          "insufficient(?:quota|credits?|balance|funds?)|billing(?:hardlimit|notactive|limit).*"
              + "|exceededcurrentquota.*|quotaexhausted|(?:credits?|balance)(?:exhausted|insufficient"
              + "|depleted|notenough)|paymentrequired|outofcredits?|accountoverdue.*|arrearage"
              + "|accountoverdueerror|notenoughbalance|usagelimitreached");

  private static final Pattern QUOTA_WORDS =
      Pattern.compile(
          "exceeded your current quota|insufficient (?:account )?(?:quota|credits?|balance|funds)"
              + "|(?:not enough|out of|no|run out of) (?:credits?|balance|funds)\\b"
              + "|billing (?:hard )?limit|payment required|account (?:is )?overdue"
              + "|(?:add|purchase|buy) (?:more )?credits|\\btop up\\b|\\brecharge\\b");

  private static final Pattern REFUSED_CODE =
      Pattern.compile(
          "contentpolicyviolation|moderation(?:blocked|error|failed)?|contentfilter(?:ed|error)?"
              + "|contentmoderation.*|responsibleaipolicyviolation|safety(?:violation|blocked)?"
              + "|imagesafety|prohibitedcontent|datainspectionfailed|(?:input|output)?(?:text|image)?"
              + "sensitivecontent.*|.*sensitivecontentdetected.*|policyviolation|nsfw.*"
              + "|contentblocked|contentviolation|requestmoderated|contentmoderated|flagged"
              + "|risk(?:control)?(?:detected|blocked)?|imagegenerationusererror");

  private static final Pattern REFUSED_WORDS =
      Pattern.compile(
          "content (?:management )?(?:policy|polic(?:y|ies)|filter|filtering|moderation)"
              + "|safety (?:system|filter|policy|checker|settings)|responsible ai"
              + "|(?:flagged|blocked|rejected|refused) (?:by|as|for) [a-z ]{0,20}"
              + "(?:moderation|safety|content|unsafe|nsfw|sensitive|inappropriate)"
              + "|requires moderation|inappropriate content|nsfw|sensitive (?:content|information)"
              + "|violat(?:es|ed|e|ing) [a-z ]{0,30}(?:polic|guideline|terms)");

  private static final Pattern LIMIT_CODE =
      Pattern.compile(
          "ratelimit.*|.*ratelimit(?:ed|exceeded|reached|error)?|toomanyrequests.*|throttl.*"
              + "|.*throttling.*|requestslimit.*|tokenslimit.*|slowdown|resourceexhausted"
              + "|concurrencylimit.*");

  private static final Pattern LIMIT_WORDS =
      Pattern.compile("rate.?limit|too many (?:concurrent )?requests|(?:per|a) minute|throttled");

  /** Words of a server in front of the service, about the service. */
  private static final Pattern FRONT_WORDS =
      Pattern.compile(
          "upstream|gateway|\\borigin\\b|timed?[ -]?out|cloudflare|reset before headers|proxy"
              + " error");

  /** The texts of a body, in lower case: codes without their separators, and sentences. */
  private record Texts(
      List<String> codes, List<String> sentences, List<Integer> statuses, boolean isJson) {
    static Texts none() {
      return new Texts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), false);
    }

    /** Returns the status that the body names, where it came with a status of success. */
    int statusOr(int status) {
      return status >= 400 ? status : statuses.stream().findFirst().orElse(status);
    }

    boolean hasCode(Pattern pattern) {
      return codes.stream().anyMatch(code -> pattern.matcher(code).matches());
    }

    boolean says(Pattern pattern) {
      return sentences.stream().anyMatch(text -> pattern.matcher(text).find());
    }
  }

  /**
   * What an answer was judged to be.
   *
   * @param rule the row of the table
   * @param fromFront whether a server in front of the service has answered, which cannot know
   *     whether the service is still painting
   */
  record Judgement(FailureRule rule, boolean fromFront) {}

  private AnswerClassifier() {}

  /**
   * Judges an answer.
   *
   * @param status 400 or above, or that of a success with an error inside
   * @param body its text, as much as was read
   * @param namesWait whether it says how long to wait
   */
  static Judgement judge(int status, String body, boolean namesWait) {
    Texts texts = texts(body);
    boolean front = status >= 500 && isFromFront(texts, body);
    return new Judgement(rule(texts.statusOr(status), texts, namesWait), front);
  }

  private static FailureRule rule(int status, Texts texts, boolean namesWait) {
    if (status == 402 || texts.statuses().contains(402) || texts.hasCode(QUOTA_CODE)) {
      return FailureRule.QUOTA;
    }
    if (texts.hasCode(REFUSED_CODE)) {
      return FailureRule.REFUSED;
    }
    if (texts.hasCode(LIMIT_CODE) || texts.statuses().contains(429)) {
      // Some call the quota a rate limit, and tell only in words that waiting does not help.
      return !namesWait && texts.says(QUOTA_WORDS) ? FailureRule.QUOTA : FailureRule.RATE_LIMIT;
    }
    return byWords(status, texts, namesWait).orElseGet(() -> FailureRule.ofStatus(status));
  }

  private static Optional<FailureRule> byWords(int status, Texts texts, boolean namesWait) {
    boolean rejection = status == 400 || status == 403 || status == 422 || status == 429;
    if (!namesWait && (rejection || status == 200) && texts.says(QUOTA_WORDS)) {
      return Optional.of(FailureRule.QUOTA);
    }
    if (status != 429 && status != 401 && status < 500 && texts.says(REFUSED_WORDS)) {
      return Optional.of(FailureRule.REFUSED);
    }
    boolean limited = (status == 403 || status == 400 || status == 503) && namesWait;
    return limited && texts.says(LIMIT_WORDS)
        ? Optional.of(FailureRule.RATE_LIMIT)
        : Optional.empty();
  }

  /**
   * The service itself answers in JSON. What is in front of it answers with a page, a line of text,
   * nothing, or JSON about the service.
   */
  private static boolean isFromFront(Texts texts, String body) {
    return body.isBlank() || !texts.isJson() || texts.says(FRONT_WORDS);
  }

  private static Texts texts(String body) {
    Texts texts = Texts.none();
    try {
      JsonNode root = JSON.readTree(body);
      if (root != null && root.isContainerNode()) {
        collect(root, "", MAX_DEPTH, texts);
        return new Texts(texts.codes(), texts.sentences(), texts.statuses(), true);
      }
    } catch (JacksonException noJson) {
      // A page or a line of text, whose words count too.
    }
    addText(texts, "", body);
    return texts;
  }

  private static void collect(JsonNode node, String member, int depth, Texts texts) {
    if (depth == 0 || texts.sentences().size() > MAX_TEXTS) {
      return;
    }
    if (node.isObject()) {
      node.properties()
          .forEach(entry -> collect(entry.getValue(), entry.getKey(), depth - 1, texts));
    } else if (node.isArray()) {
      node.forEach(item -> collect(item, member, depth - 1, texts));
    } else if (node.isTextual()) {
      addText(texts, member, node.asText());
    } else if (node.isInt()) {
      addStatus(texts, member, node.asText());
    }
  }

  private static void addText(Texts texts, String member, String text) {
    String plain =
        (text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text).toLowerCase(Locale.ROOT);
    if (isCode(member) && plain.indexOf(' ') < 0) {
      texts.codes().add(plain.replaceAll("[^a-z0-9]", ""));
      addStatus(texts, member, plain);
    }
    texts.sentences().add(plain);
  }

  private static void addStatus(Texts texts, String member, String text) {
    if (isCode(member) && STATUS.matcher(text).matches()) {
      texts.statuses().add(Integer.valueOf(text));
    }
  }

  private static boolean isCode(String member) {
    return CODE_MEMBERS.contains(member.toLowerCase(Locale.ROOT));
  }
}
