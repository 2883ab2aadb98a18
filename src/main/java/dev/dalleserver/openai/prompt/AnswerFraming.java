package dev.dalleserver.openai.prompt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The greeting and the label before a prompt, and the explanation after it. */
final class AnswerFraming {
  private static final String MARKS = "[*_#>\\s\"'“”`:/-]*";

  private static final String ADJECTIVE =
      "(?:the|your|my|an?|here|enhanced|improved|revised|rewritten|refined|final"
          + "|optimi[sz]ed|expanded|detailed"
          + "|better|richer|new|image|picture|generation|generated|text[- ]to[- ]image|ai"
          + "|dall[-·]?e(?:[- ]?\\d)?"
          + "|midjourney|stable diffusion|flux|updated|enriched|polished|creative|full"
          + "|complete|positive|suggested"
          + "|output|vivid|elaborated|upgraded|modified|resulting|english|artistic|rich"
          + "|single|imagine|ready[- ]to[- ]use)";

  /** The label of a prompt, such as {@code Enhanced Prompt:} or {@code **Final answer**:}. */
  private static final String LABEL =
      "(?:(?:"
          + ADJECTIVE
          + "[ -]){0,6}prompt(?: text)?|(?:"
          + ADJECTIVE
          + "[ -]){1,6}(?:version|description|answer|output|response|result))"
          + "(?:[ ]*\\([^)\\n]{0,60}\\))?(?:[ ]for [^:\\n]{0,60})?";

  private static final Pattern LABELLED =
      Pattern.compile(
          "(?i)\\A" + MARKS + LABEL + "(?: is)?[*_ ]{0,4}(?:[:：](?!//)|\\s[-–—]\\s)[*_\\s]*");

  private static final Pattern BARE_LABEL =
      Pattern.compile(
          "(?i)\\A"
              + MARKS
              + "(?:prompt|output|answer|final answer|response|result|assistant)[*_"
              + " ]{0,4}[:：](?!//)[*_\\s]*");

  /** A heading or a line in bold needs no colon. */
  private static final Pattern HEADING =
      Pattern.compile("(?i)\\A(?:#{1,6}[ ]*[*_]*|\\*\\*|__)" + LABEL + "[*_:# ]{0,6}\\n");

  /** A label as a part of its own between rules. */
  private static final Pattern ONLY_LABEL =
      Pattern.compile("(?i)\\A" + MARKS + LABEL + MARKS + "\\z");

  /** An introduction on a later line, after thoughts that nothing marks. */
  private static final Pattern LATER_INTRODUCTION =
      Pattern.compile(
          "(?im)^[ \\t]*[*_#]*(?:here(?:['’]s| is)|below is|this is)\\b[^\\n:]{0,100}\\bprompt\\b"
              + "[^\\n:]{0,60}[:：][*_ \\t]*$");

  /** The same at the start of a later line: the lines before it introduce the prompt. */
  private static final Pattern LATER_LABEL =
      Pattern.compile(
          "(?im)^[ \\t]*(?:#{1,6}[ ]*[*_]*|\\*\\*|__|>[ ]*)?(?:"
              + ADJECTIVE
              + "[ -]){1,6}prompt(?:[ ]*\\([^)\\n]{0,60}\\))?[*_ ]{0,4}"
              + "(?:[:：][*_ \\t]*|[*_]{1,3}[ \\t]*$|(?<=[*_])$)"
              + "|^[ \\t]*(?:#{1,6}[ ]*|\\*\\*|__)(?:prompt|final (?:answer|prompt))[*_"
              + " ]{0,4}(?:[:：][*_ \\t]*|$)");

  private static final Pattern ASSENT =
      Pattern.compile(
          "(?i)\\A(?:(?:sure(?: thing)?|certainly|of course|absolutely|ok(?:ay)?|alright|great"
              + "|gladly|got it|understood|no problem|yes|with pleasure|definitely|perfect"
              + "|happy to help|here you go|i['’]d be (?:happy|glad) to(?: help)?"
              + "|thank(?:s| you)[^.!\\n]{0,60})"
              + "(?<mark>\\s?[!.,:\\u2013\\u2014-]+|(?=\\n))"
              + "\\s*){1,3}(?=\\S)");

  private static final Pattern INTRODUCTION =
      Pattern.compile(
          "(?i)\\A(?:here(?:['’]s| is| are| you go|['’]s how)|below is|this is|the"
              + " following is|i(?:['’]ve| have|['’]ll| will"
              + "|['’]d| would)|let me|my|the)\\b[^\\n:]{0,160}?\\b(?:prompt|version"
              + "|description|rewrite|rewritten"
              + "|rewriting|rendition|text|enhancement|expansion|take|attempt|scene|image"
              + "|picture|outline)\\b"
              + "[^\\n:.!]{0,80}(?:[:：]\\s*|[.!]?[ \\t]*\\n\\s*)(?=\\S)");
  private static final Pattern INTRODUCER =
      Pattern.compile(
          "(?i)\\A(?:here|below|this is|the following|i['’ ]|let me).*", Pattern.DOTALL);

  private static final Pattern EXPLANATION =
      Pattern.compile(
          "(?is)\\n"
              + "(?:[ \\t]{0,40}+\\n"
              + "[ \\t\\n"
              + "]{0,6}|(?=[*_#> ]*(?:negative"
              + " prompt|notes?[*_]*:)))(?:-{3,}|\\*{3,}|_{3,})?\\s{0,40}+[*_#>(\\[]{0,10}+(?:let"
              + " me know\\b|feel free\\b|i hope\\b|hope (?:this|that|it)\\b|would you like\\b|if"
              + " you(?:['’]d| would| want| need| like)\\b|this (?:enhanced |revised |new"
              + " )?(?:prompt|version)\\b|(?:please )?notes?\\s*[*_]*:|word count\\b|\\d+"
              + " words\\b|explanation\\b|rationale\\b|why this works\\b|(?:key |main"
              + " )?(?:changes|enhancements|improvements|additions|elements)(?: made| added)?[*_"
              + " ]*:|negative prompt\\b|disclaimer\\b|tips?[*_ ]*:|feedback\\b|i(?:['’]ve| have)"
              + " (?:added|kept|included|preserved|enhanced)\\b|the (?:enhanced |revised )?prompt"
              + " (?:keeps|adds|includes|above)\\b|in this (?:enhanced |revised"
              + " )?(?:prompt|version)\\b|(?:alternative|variation|option) ?\\d*[*_ ]*:).*\\z");
  private static final Pattern WORD_COUNT =
      Pattern.compile("(?i)\\s{0,6}[(\\[](?:word count:? ?)?~?\\d+ words\\.?[)\\]]\\s*\\z");
  private static final Pattern RULE =
      Pattern.compile("(?m)^[ \\t]*(?:-{3,}|\\*{3,}|_{3,}|={3,})[ \\t]*$");

  private AnswerFraming() {}

  static String remove(String text) {
    String rest = withoutRules(text.strip());
    rest = after(LATER_LABEL, rest);
    rest = after(LATER_INTRODUCTION, rest);
    rest = withoutExplanation(rest);
    rest = withoutAssent(rest);
    for (Pattern label : new Pattern[] {HEADING, LABELLED, BARE_LABEL}) {
      Matcher found = label.matcher(rest);
      rest = found.find() ? rest.substring(found.end()) : rest;
    }
    Matcher introduction = INTRODUCTION.matcher(rest);
    return introduction.find() && INTRODUCER.matcher(rest).matches()
        ? rest.substring(introduction.end())
        : rest;
  }

  private static String after(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    boolean begins = found.find() && !text.substring(found.end()).isBlank();
    return begins ? text.substring(found.end()).strip() : text;
  }

  /** "Great, ..." may begin a prompt, "Great!" and "Sure, here is ..." do not. */
  private static String withoutAssent(String text) {
    Matcher assent = ASSENT.matcher(text);
    if (!assent.find()) {
      return text;
    }
    String rest = text.substring(assent.end());
    String mark = String.valueOf(assent.group("mark"));
    boolean certain =
        mark.contains("!")
            || text.substring(0, assent.end()).contains("\n")
            || INTRODUCTION.matcher(rest).find()
            || LABELLED.matcher(rest).find();
    return certain ? rest : text;
  }

  private static String withoutExplanation(String text) {
    Matcher explanation = EXPLANATION.matcher(text);
    String rest =
        explanation.find() && !text.substring(0, explanation.start()).isBlank()
            ? text.substring(0, explanation.start())
            : text;
    return WORD_COUNT.matcher(rest).replaceFirst("").strip();
  }

  /** A rule separates the prompt from what introduces it, or from what explains it. */
  private static String withoutRules(String text) {
    String[] parts = RULE.split(text);
    String longest = "";
    for (String part : parts) {
      String words = part.strip();
      boolean label = ONLY_LABEL.matcher(words).matches();
      longest = !label && words.length() > longest.length() ? words : longest;
    }
    return parts.length < 2 ? (longest.isEmpty() ? "" : text) : longest;
  }
}
