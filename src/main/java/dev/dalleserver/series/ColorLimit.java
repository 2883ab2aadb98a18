package dev.dalleserver.series;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The maximum number of colours of a picture as files state it: a number, or the original's texts
 * {@code "2"} and {@code "five-tone"}.
 *
 * @param number 0 for any number
 * @param text the text that states it; null where it is stated as a number
 */
public record ColorLimit(int number, @Nullable String text) {
  private static final List<String> NUMBERS =
      List.of(
          "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve");

  private static final Pattern FIRST_WORD = Pattern.compile("([0-9]{1,6}|[a-z]+)([^0-9a-z].*)?");

  /** Returns a limit that is stated as a number. */
  public static ColorLimit of(int number) {
    return new ColorLimit(number, null);
  }

  /** Returns the limit as it was stated: a number or a text. */
  @JsonValue
  Object stated() {
    return text == null ? number : text;
  }

  /**
   * Returns the number that a text begins with, in digits or as a word; 0, any number, for others.
   */
  public static int parse(String text) {
    Matcher matcher = FIRST_WORD.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return 0;
    }
    String first = matcher.group(1);
    return Character.isDigit(first.charAt(0))
        ? Integer.parseInt(first)
        : Math.max(0, NUMBERS.indexOf(first));
  }

  /** Returns the limit that a member of a stored dress states; 0 for one that states none. */
  public static ColorLimit of(JsonNode value) {
    if (value.isTextual()) {
      return new ColorLimit(parse(value.textValue()), value.textValue());
    }
    return of(value.isNumber() && value.canConvertToInt() ? Math.max(0, value.intValue()) : 0);
  }
}
