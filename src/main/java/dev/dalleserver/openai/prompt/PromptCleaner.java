package dev.dalleserver.openai.prompt;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A cleaner that takes the prompt out of what a chat model has written: without its reasoning, its
 * tokens, its greeting and explanation, its markup and its quotes.
 */
public final class PromptCleaner {
  /** A prompt may be wrapped several times; each round takes one layer off. */
  private static final int MAX_ROUNDS = 12;

  /** Longer answers are not worth the time. */
  private static final int MAX_LENGTH = 20_000;

  private static final Set<String> NOTHING =
      Set.of("none", "null", "undefined", "na", "nil", "empty", "noresponse", "objectobject");

  private static final List<UnaryOperator<String>> STEPS =
      List.of(
          PromptCleaner::withoutControls,
          ReasoningBlocks::remove,
          SpecialTokens::remove,
          CodeFences::unwrap,
          PromptInJson::unwrap,
          AnswerFraming::remove,
          Markdown::remove,
          QuoteMarks::remove);

  private PromptCleaner() {}

  /** Returns the prompt; empty when the answer holds none. A clean prompt is returned as it is. */
  public static String clean(String answer) {
    // Reasoning comes first and is long; it must not take the room of the prompt.
    String thoughtless = ReasoningBlocks.remove(answer);
    String text =
        thoughtless.length() <= MAX_LENGTH ? thoughtless : thoughtless.substring(0, MAX_LENGTH);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      String before = text;
      for (UnaryOperator<String> step : STEPS) {
        text = step.apply(text).strip();
      }
      if (text.equals(before)) {
        break;
      }
    }
    return holdsWords(text) ? text : "";
  }

  private static String withoutControls(String text) {
    return text.replace("\r\n", "\n")
        .replace('\r', '\n')
        .replaceAll("[\\p{Cc}&&[^\\n\\t]]|[\\uFEFF\\u200B\\u2060]", "")
        .replace('\u00A0', ' ');
  }

  private static boolean holdsWords(String text) {
    String letters = text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    return !letters.isEmpty() && !NOTHING.contains(letters);
  }
}
