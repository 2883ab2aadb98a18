package dev.dalleserver.openai.report;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a failure is about, by the codes and sentences of the answer, wherever they stand. */
public enum ErrorCause {
  /** The account has no quota, credit or balance left. */
  QUOTA(
      "insufficient\\w*(?:quota|balance|credit|fund)\\w*|(?:billing|spend|usage)\\w*(?:limitreached|notactive"
          + "|limitexceeded)|quota(?:exceeded|exhausted|notenough)|exceededcurrentquota\\w*|outofcredits?"
          + "|notenough(?:credit|balance)s?|credits?exhausted|arrearage|budgetexceeded\\w*|accountoverdue\\w*|paymentrequired",
      "budget has been exceeded|insufficient (?:\\w+"
          + " )?(?:quota|balance|credit|fund)|(?:exceeded|reached|used up) (?:your|the|its|all"
          + " your) (?:\\w+ ){0,2}(?:quota|billing|spend|credit|allowance)|(?:out of|no|not"
          + " enough|more) (?:\\w+ )?credits?\\b|credit balance|billing (?:hard )?limit|payment"
          + " (?:is )?required|check your plan and billing|quota (?:has been |is |was"
          + " )?(?:exceeded|exhausted|used up)|free"
          + " (?:tier|quota|trial).{0,30}(?:exhausted|exceeded|ended|expired)|(?:purchase|buy|top"
          + " up).{0,20}(?:credit|balance)|account.{0,20}(?:overdue|arrears)|余额不足|欠费"),
  /** Moderation or a content filter refuses the prompt or the picture. */
  MODERATION(
      "\\w*(?:contentpolicy|contentfilter|contentmoderat|contentviolation|moderationblocked|moderationfail"
          + "|sensitivecontent|sensitiveword|contentdetected|responsibleai|datainspection|nsfw"
          + "|unsafecontent|safetyviolation|safetyblock|prohibitedcontent|policyviolation|imagesafety"
          + "|promptblocked|blockedbysafety|contentblocked|safetyerror|flaggedcontent|imagegenerationusererror|imageprohibited|raifiltered|moderatedcontent|sensitivecheck)\\w*"
          + "|\\w*(?:moderated|prohibitedcontent)|recitation|imagerecitation|imageother|blocklist|safety|moderation|moderated|contentmoderated|prohibited",
      "safety (?:system|filter|setting|check|polic|guideline)|content[- ](?:policy|policies|filter"
          + "|moderation|management|safety|guideline)|violat\\w*.{0,60}(?:polic|guideline|terms|rules)|(?:by|our|the|failed|content|requires|image|prompt)"
          + " moderation\\b(?! (?:param|field|option|value))"
          + "|(?:flagged|blocked|rejected|refused|filtered|denied).{0,60}(?:safety|moderat|polic(?:y|ies)"
          + "|sensitive|nsfw|inappropriate|unsafe|harmful)|(?:sensitive|inappropriate|unsafe|prohibited|nsfw|harmful|explicit|disallowed)"
          + " (?:content|word|material|image|information|prompt|text)|\\bnsfw\\b|new_sensitive|\\bmoderated\\b|prompt"
          + " (?:was |is |has been )?(?:rejected|blocked|refused)\\b|敏感|违规|不合规|不安全"),
  /** The model does not exist, or the account has no access to it. */
  MODEL(
      "model(?:not|un)\\w*|nosuchmodel|unknownmodel|invalidmodel\\w*|deploymentnotfound",
      "\\bmodels?\\b(?:(?!parameter)[^.]){0,80}\\b(?:does not exist|doesn['’]t exist|not exist|not"
          + " found|no access)|(?:unknown|no such|unsupported|invalid) model\\b(?!"
          + " (?:param|option|setting|argument))|(?:cannot|can't|could not|failed to) (?:find|load)"
          + " (?:the )?model\\b"),
  /** The key is missing, wrong, or not allowed to do this. */
  KEY(
      "invalidapikey|apikeyinvalid|invalidauthentication|authentication(?:error|failed|required)|unauthorized"
          + "|unauthenticated|invalidtoken|tokenexpired|incorrectapikey|missingapikey|invalidkey",
      "(?:invalid|incorrect|missing|expired|revoked|wrong|bad|no|valid|unknown).{0,20}\\b(?:api["
          + " -]?key|access token|auth\\w* token|bearer token|credentials)|api["
          + " -]?key.{0,30}(?:invalid|not valid|expired|revoked|missing|required|incorrect|not"
          + " found|disabled)|unauthori[sz]ed|authentication (?:failed|required|error)|not"
          + " authenticated"),
  /** Too many requests in a short time. */
  RATE_LIMIT(
      "\\w*rate\\w*limit\\w*|toomanyrequests\\w*|slowdown|resourceexhausted|throttl\\w*|request\\w*limit\\w*|\\w*limitpermin\\w*|rpmlimit\\w*|concurrency\\w*",
      "rate[- ]?limit|too many (?:concurrent )?requests|too busy|slow down|requests? per"
          + " (?:second|minute|min|hour|day)|(?:try again|retry(?: again)?) (?:in|after)(?: about|"
          + " less than)? \\d|throttl|请求过于频繁|限流"),
  /** A protection against bots has stopped the request; see {@link BotProtection}. */
  BOT_PROTECTION("(?!)", "(?!)"),
  /** Anything else. */
  OTHER("(?!)", "(?!)");

  /** Statuses by which the service itself says that it is busy. */
  private static final Set<Integer> BUSY = Set.of(503, 509, 529);

  private static final Pattern TRY_LATER =
      Pattern.compile("(?i)(?:try|retry)(?: again)? (?:in|after) \\d|per (?:minute|second)");

  // Patterns are immutable.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Predicate<String> code;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Predicate<String> sentence;

  ErrorCause(String code, String sentence) {
    this.code = Pattern.compile(code).asMatchPredicate();
    this.sentence = Pattern.compile("(?i)" + sentence).asPredicate();
  }

  /**
   * Returns the first cause that a code names, else that a sentence names.
   *
   * @param status of the answer; statuses of a front end say what it is about better than a
   *     sentence
   * @param later whether the answer says when to ask again
   */
  static ErrorCause of(int status, List<String> codes, List<String> sentences, boolean later) {
    boolean front = status == 401 || status == 407 || status == 408 || status > 501;
    for (ErrorCause cause : values()) {
      boolean decides = cause == QUOTA || cause == MODERATION || cause == RATE_LIMIT || !front;
      if (decides && codes.stream().map(ReportField::plain).anyMatch(cause.code)) {
        return cause;
      }
    }
    for (ErrorCause cause : values()) {
      boolean decides =
          switch (cause) {
            case RATE_LIMIT -> !front || (later && BUSY.contains(status));
            // A limit by the minute is a quota too in the words of some providers.
            case QUOTA -> !front && !later && sentences.stream().noneMatch(TRY_LATER.asPredicate());
            default -> !front && status != 429;
          };
      if (decides && sentences.stream().anyMatch(cause.sentence)) {
        return cause;
      }
    }
    return OTHER;
  }
}
