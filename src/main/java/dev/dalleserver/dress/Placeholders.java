package dev.dalleserver.dress;

import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in the names of attributes that records have in braces: the back styles of the original
 * name {@code {Color3}} and {@code {ArtStyle2}}. A name that is no attribute stays.
 */
final class Placeholders {
  private static final Pattern NAME = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]{0,39})}");

  private Placeholders() {}

  /**
   * Returns the text with the words of attributes in place of their names.
   *
   * @param word returns the word of an attribute
   */
  static String fill(String text, Function<AttributeName, String> word) {
    return text.indexOf('{') < 0
        ? text
        : NAME.matcher(text)
            .replaceAll(found -> Matcher.quoteReplacement(replacement(found.group(1), word)));
  }

  private static String replacement(String name, Function<AttributeName, String> word) {
    String key = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    return AttributeName.find(key).map(word).orElse("{" + name + "}");
  }
}
