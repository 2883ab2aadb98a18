package dev.dalleserver.openai.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Escapes that are left in a text when all around it is read, since a server has escaped it more
 * than once: entities of entities, and escapes of JSON behind one backslash or more.
 */
final class LeftoverEscapes {
  private static final int MAX_ROUNDS = 4;
  private static final Pattern UNICODE = Pattern.compile("(?<!\\\\)\\\\++u([0-9A-Fa-f]{4})");
  private static final Pattern BREAK = Pattern.compile("(?:(?<!\\\\)\\\\++[rnt])++");
  private static final Pattern QUOTE = Pattern.compile("(?<!\\\\)\\\\++(?=[\"'/])");

  /** A backslash that begins no escape of JSON: the text has paths of Windows, or patterns. */
  private static final Pattern OTHER =
      Pattern.compile("\\\\[^rntu\"'/\\\\]|\\\\u(?![0-9A-Fa-f]{4})");

  private LeftoverEscapes() {}

  static String resolve(String text) {
    String plain = text;
    for (int round = 0; round < MAX_ROUNDS && plain.indexOf('&') >= 0; round++) {
      plain = MarkupReader.withoutEntities(plain);
    }
    if (plain.indexOf('\\') < 0 || OTHER.matcher(plain).find()) {
      return plain;
    }
    String characters =
        UNICODE
            .matcher(plain)
            .replaceAll(
                unit ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(unit.group(1), 16))));
    return QUOTE.matcher(BREAK.matcher(characters).replaceAll(" ")).replaceAll("");
  }
}
