package dev.dalleserver.openai;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A filter that removes secrets, paths and control characters from text from outside, before it is
 * shown.
 */
final class Redaction {
  private static final int MAX_LENGTH = 500;
  // Providers quote keys, sometimes half masked; all text that looks like a key is masked.
  private static final Pattern KEY =
      Pattern.compile(
          "\\b(?:sk|pk|rk|xai|gsk|hf|r8|nvapi|pplx)[-_][A-Za-z0-9_*-]{8,}"
              + "|\\bAIza[A-Za-z0-9_*-]{8,}");
  // Keys of other forms, by the word in front or by the mask that the provider has put on them.
  private static final Pattern NAMED_KEY =
      Pattern.compile(
          "(?i)(\\b(?:bearer|basic)\\s+(?=\\S*\\d)|\\b(?:api[_-]?key|access[_-]?token|token|secret|password|sig|signature)"
              + "['\"]?\\s*[=:]\\s*['\"]?(?=\\S*\\d))[A-Za-z0-9._~+/=*-]{8,}");
  private static final Pattern HALF_MASKED =
      Pattern.compile("[A-Za-z0-9_-]*[*•]{3,}[A-Za-z0-9_*•-]*(?![\\w])");
  private static final Pattern PATH =
      Pattern.compile(
          "(?<![\\w:/.])/(?:home|root|tmp|var|usr|etc|opt|mnt|srv|app|data|work|workspace|Users|private)"
              + "/[^\\s'\",;)]*|\\b[A-Za-z]:\\\\[^\\s'\",;)]*");

  private final List<ApiKey> keys;

  Redaction(ApiKey... keys) {
    this.keys = List.of(keys);
  }

  String clean(String text) {
    String masked = text;
    for (ApiKey key : keys) {
      masked = key.redactFrom(masked);
    }
    // Cf are characters that turn text around or hide in it.
    String plain = masked.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
    plain = KEY.matcher(plain).replaceAll("sk-…");
    plain = NAMED_KEY.matcher(plain).replaceAll("$1…");
    plain = HALF_MASKED.matcher(plain).replaceAll("…");
    plain = PATH.matcher(plain).replaceAll("…");
    if (plain.length() <= MAX_LENGTH) {
      return plain;
    }
    int end = Character.isHighSurrogate(plain.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
    return plain.substring(0, end) + "…";
  }
}
