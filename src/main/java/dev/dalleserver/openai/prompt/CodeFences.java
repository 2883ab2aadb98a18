package dev.dalleserver.openai.prompt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fence of code around the prompt; the text beside it explains the prompt. */
final class CodeFences {
  private static final Pattern FENCE =
      Pattern.compile(
          "(?s)(```+|~~~+)[ \\t]*((?:jsonc?|markdown|plaintext)\\b[ \\t]*\\n"
              + "?|[\\w.+-]{0,20}[ \\t]*\\n"
              + ")?(.*?)(?:\\1|\\z)");

  private CodeFences() {}

  static String unwrap(String text) {
    Matcher fence = FENCE.matcher(text);
    while (fence.find()) {
      String inside = fence.group(3);
      if (!inside.isBlank()) {
        return inside;
      }
    }
    return text.replaceAll("```+|~~~+", "");
  }
}
