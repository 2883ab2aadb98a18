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
  private static final Pattern KEY = Pattern.compile("sk-[A-Za-z0-9_*-]{8,}");
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
    String plain = masked.replaceAll("\\p{Cntrl}+", " ").strip();
    plain = KEY.matcher(plain).replaceAll("sk-…");
    plain = PATH.matcher(plain).replaceAll("…");
    return plain.length() <= MAX_LENGTH ? plain : plain.substring(0, MAX_LENGTH) + "…";
  }
}
