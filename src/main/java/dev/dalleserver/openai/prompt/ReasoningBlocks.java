package dev.dalleserver.openai.prompt;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reasoning that models put beside their answer, between marks of many kinds. Reasoning that is
 * not closed reaches to the end; one of which only the end came reaches to the beginning.
 */
final class ReasoningBlocks {
  private static final String NAMES =
      "(?:[a-z]{2,10}:|ant|antml:)?_?(?:think|thinking|thinks|thought|thoughts|thought[_"
          + " -]process|thinking[_ -]process|reasoning|reason|reasoning[_ -]content|chain[_ -]of[_"
          + " -]thought|cot|analysis|reflection|reflections|scratch[_ -]?pad|inner[_"
          + " -]monologue|internal|internal[_ -]monologue"
          + "|planning|brainstorm(?:ing)?|deliberation|rationale|details)";

  /** {@code <think>}, {@code [THINK]}, {@code ◁think▷}, {@code <|begin_of_thought|>} and ends. */
  private static final Pattern MARK =
      Pattern.compile(
          "(?i)(?:<|\\[|◁|&lt;)\\s*(?<end>/)?\\s*"
              + NAMES
              + "(?:\\s[^<>\\]\\n]{0,100})?\\s*(?:>|\\]|▷|&gt;)"
              + "|<\\|(?<pipeEnd>/|end[_ ]of[_ ]|end[_ ])?(?:begin[_ ]of[_ ]|start[_ ])?"
              + NAMES
              + "(?<pipeTail>[_ ]end)?(?:[_ ]start)?\\|>");

  /** The result of a model that marks its answer too. */
  private static final Pattern ANSWER =
      Pattern.compile(
          "(?is)(?:<|\\[)(?<name>(?:final[_"
              + " -]?)?(?:answer|output|response|result|prompt)|(?:enhanced|improved|rewritten|revised|refined|image|new)[_"
              + " -]?prompt|solution|final)(?:>|\\])"
              + "\\s*(?<text>.*?)\\s*(?:(?:<|\\[)/\\k<name>(?:>|\\])|$(?![\\s\\S]))");

  private static final Pattern SOLUTION =
      Pattern.compile("(?is).*<\\|begin_of_solution\\|>(.*?)(?:<\\|end_of_solution\\|>.*|$)");

  /** Channels: {@code <|channel|>analysis<|message|>...<|channel|>final<|message|>...}. */
  private static final Pattern CHANNEL =
      Pattern.compile(
          "(?i)<channel\\|>|<\\|/channel\\|?>|<\\|channel\\|?>\\s*([a-z]+)[^<\\n]{0,60}?"
              + "(?:(?:<\\|?constrain\\|?>[^<]{0,30})?<\\|?message\\|?>|\\n|$)");

  /** The same after a server has removed the tokens and left the words. */
  private static final Pattern BARE_CHANNELS =
      Pattern.compile(
          "(?s)\\A(?:analysis|commentary)(?=[\\p{Lu}\\s\\p{P}]).*?assistant\\s?final(?=[\\p{Lu}\\s\\p{P}\\p{N}])");

  private static final Pattern BARE_THINKING =
      Pattern.compile("(?is)\\AThinking\\.{3}\\s.*?\\.{3}done thinking\\.");
  private static final Pattern BARE_ANALYSIS = Pattern.compile("(?s)\\Aanalysis(?=\\p{Lu}).*");

  private ReasoningBlocks() {}

  static String remove(String text) {
    String rest = withoutChannels(text);
    Matcher solution = SOLUTION.matcher(rest);
    if (rest.contains("begin_of_solution") && solution.matches()) {
      rest = solution.group(1);
    }
    rest = withoutBlocks(rest);
    Matcher answer = ANSWER.matcher(rest);
    return answer.find() && !answer.group("text").isBlank() ? answer.group("text") : rest;
  }

  private static String withoutBlocks(String text) {
    StringBuilder kept = new StringBuilder();
    int depth = 0;
    int from = 0;
    Matcher mark = MARK.matcher(text);
    while (mark.find()) {
      boolean end =
          mark.group("end") != null
              || mark.group("pipeEnd") != null
              || mark.group("pipeTail") != null;
      if (depth == 0) {
        kept.append(text, from, mark.start());
      }
      if (!end) {
        depth++;
      } else if (depth == 0) {
        kept.setLength(0);
      } else {
        depth--;
      }
      from = mark.end();
    }
    if (depth == 0) {
      kept.append(text, from, text.length());
    }
    return kept.toString();
  }

  private static String withoutChannels(String text) {
    Matcher thinking = BARE_THINKING.matcher(text);
    if (thinking.find()) {
      return text.substring(thinking.end());
    }
    Matcher bare = BARE_CHANNELS.matcher(text);
    if (bare.find()) {
      return text.substring(bare.end());
    }
    if (BARE_ANALYSIS.matcher(text).matches()) {
      return "";
    }
    if (!text.toLowerCase(Locale.ROOT).contains("channel")) {
      return text;
    }
    Matcher channel = CHANNEL.matcher(text);
    StringBuilder told = new StringBuilder();
    StringBuilder before = new StringBuilder();
    boolean any = false;
    boolean open = false;
    int from = 0;
    while (channel.find()) {
      if (!any) {
        before.append(text, 0, channel.start());
      } else if (open) {
        told.append(text, from, channel.start());
      }
      any = true;
      String name = String.valueOf(channel.group(1)).toLowerCase(Locale.ROOT);
      // The mark that closes a channel has no name.
      open = name.equals("final") || name.equals("null") || name.equals("response");
      from = channel.end();
    }
    if (open) {
      told.append(text, from, text.length());
    }
    return any
        ? (told.toString().isBlank() && !before.toString().isBlank() ? before : told).toString()
        : text;
  }
}
