package dev.dalleserver.openai.finder;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The beginning of a data URL, of any order and spelling of its parameters.
 *
 * @param type in lower case, or empty
 * @param base64 whether it says that its content is base64
 * @param content what follows the comma
 */
record DataUrl(String type, boolean base64, byte[] content) {
  private static final int MAX_PREFIX = 400;

  /** Reads the beginning of a text; empty when it is no data URL. */
  static Optional<DataUrl> of(byte[] head) {
    String start =
        new String(head, 0, Math.min(head.length, MAX_PREFIX), StandardCharsets.ISO_8859_1);
    int comma = start.regionMatches(true, 0, "data:", 0, 5) ? comma(start) : -1;
    if (comma < 0) {
      return Optional.empty();
    }
    List<String> parts =
        Arrays.stream(start.substring(5, comma).toLowerCase(Locale.ROOT).split(";"))
            .map(String::strip)
            .toList();
    byte[] content = Arrays.copyOfRange(head, comma + 1, head.length);
    return Optional.of(new DataUrl(parts.get(0), parts.contains("base64"), content));
  }

  /** Returns the place of the first comma outside of quotes, or -1. */
  private static int comma(String start) {
    boolean quoted = false;
    for (int i = 0; i < start.length(); i++) {
      char c = start.charAt(i);
      quoted ^= c == '"';
      if (c == ',' && !quoted) {
        return i;
      }
    }
    return start.indexOf(',');
  }
}
