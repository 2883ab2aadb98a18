package dev.dalleserver.openai.prompt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tokens by which models separate turns, where a server leaves them in the text. */
final class SpecialTokens {
  /** The head of a turn, with the name of the speaker. */
  private static final Pattern HEAD =
      Pattern.compile(
          "(?i)(?:<\\|?(?:im_start|start|header_start|start_header_id|begin_of_turn|turn)\\|?>|<start_of_turn>)"
              + "\\s*(?:assistant|model|user|system|developer|ai)?\\s*"
              + "(?:<\\|(?:end_header_id|header_end|message|im_sep)\\|>)?");

  /** The end of a turn; what comes after it is of another one. */
  private static final Pattern END =
      Pattern.compile(
          "(?i)<\\|?(?:im_end|eot_id|eot|end|endoftext|end_of_text|end_of_turn|return|eom_id|end_of_sentence"
              + "|user|end_of_assistant|eos|call)\\|?>|</s>|<end_of_turn>|<eos>|<turn\\|>|<｜[^｜]{1,30}｜>"
              + "|\\[/?EOS\\]");

  private static final Pattern ANY =
      Pattern.compile(
          "(?i)<\\|[^|<>\\n"
              + "]{1,40}\\|>|</?s>|</?(?:bos|pad|unk|sep|cls|mask)>|\\[/?(?:INST|SYS|BOS|SEP|CLS|PAD|UNK)\\]"
              + "|<</?SYS>>|<\\|(?:assistant|system)\\|?>?");

  private SpecialTokens() {}

  static String remove(String text) {
    if (text.indexOf('<') < 0 && text.indexOf('[') < 0) {
      return text;
    }
    String rest = HEAD.matcher(text).replaceFirst("");
    Matcher end = END.matcher(rest);
    while (end.find()) {
      String before = ANY.matcher(rest.substring(0, end.start())).replaceAll("");
      if (!before.isBlank()) {
        return before;
      }
    }
    rest = END.matcher(rest).replaceAll("");
    return ANY.matcher(HEAD.matcher(rest).replaceAll("")).replaceAll("");
  }
}
