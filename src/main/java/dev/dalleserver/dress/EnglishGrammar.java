package dev.dalleserver.dress;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The parts of English grammar that prompts need. */
final class EnglishGrammar {
  /** Words written with a vowel and spoken with a consonant: "unicorn", but not "unimpressed". */
  private static final Pattern CONSONANT_SOUND =
      Pattern.compile(
          "(uni([cfopqtv]|l[^l]|s[^s])|us[aeiu]|ut[ei]|uto|eu|ewe|one\\b|once|ufo|ubi|ukulele"
              + "|ukr|ura[nl]|uro).*");

  /** Words written with a consonant and spoken with a vowel. */
  private static final Pattern SILENT_H =
      Pattern.compile("(hour|honest|honor|heir|herb\\b|herbs).*");

  private static final Set<String> SMALL_WORDS =
      Set.of(
          "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with");

  private EnglishGrammar() {}

  /** Returns the phrase with "a" or "an" in front, by the sound that it begins with. */
  static String withArticle(String phrase) {
    String lower = phrase.toLowerCase(Locale.ROOT);
    boolean vowel = !lower.isEmpty() && "aeiou".indexOf(lower.charAt(0)) >= 0;
    boolean an =
        (vowel && !CONSONANT_SOUND.matcher(lower).matches()) || SILENT_H.matcher(lower).matches();
    return (an ? "an " : "a ") + phrase;
  }

  /** Joins items: "a", "a and b", "a, b and c". */
  static String joinList(List<String> items) {
    if (items.size() < 2) {
      return String.join("", items);
    }
    int last = items.size() - 1;
    return String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }

  /** Joins words by single spaces, without empty ones. */
  static String joinWords(String... words) {
    return String.join(" ", List.of(words).stream().filter(word -> !word.isEmpty()).toList());
  }

  /** Returns the text with its first letter in upper case. */
  static String capitalize(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** Capitalizes every word except the small ones, and always the first one. */
  static String titleCase(String text) {
    StringBuilder title = new StringBuilder();
    for (String word : text.split(" ")) {
      boolean small = !title.isEmpty() && SMALL_WORDS.contains(word);
      title.append(title.isEmpty() ? "" : " ").append(small ? word : capitalize(word));
    }
    return title.toString();
  }
}
