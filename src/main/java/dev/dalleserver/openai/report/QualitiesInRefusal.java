package dev.dalleserver.openai.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The qualities that a refusal names.
 *
 * @param names in the order of the refusal
 */
record QualitiesInRefusal(Set<String> names) implements AcceptedValues {
  private static final Pattern LIST =
      Pattern.compile(
          "(?is)(?:one of|(?:supported|allowed|accepted|valid|permitted|available)"
              + " \\w+|expected|options|must be|should be|choose|values)\\b(.{0,400})");
  private static final Pattern WORD =
      Pattern.compile("(?i)(?<![\\w-])[a-z][a-z0-9_-]{1,19}(?![\\w-])");

  /** Names of the same degree; a model's list is searched for another one of them. */
  private static final List<Set<String>> DEGREES =
      List.of(
          Set.of("high", "hd", "best", "ultra", "premium", "xhigh", "max", "fine"),
          Set.of("medium", "standard", "normal", "regular", "default", "balanced"),
          Set.of("low", "draft", "fast", "basic", "economy", "turbo"),
          Set.of("auto"));

  static QualitiesInRefusal in(String words, String sent) {
    Set<String> names = new LinkedHashSet<>();
    Matcher list = LIST.matcher(words);
    if (list.find()) {
      Matcher word = WORD.matcher(list.group(1));
      while (word.find()) {
        String name = word.group();
        boolean known =
            DEGREES.stream().anyMatch(degree -> degree.contains(name.toLowerCase(Locale.ROOT)));
        if (known && !name.equals(sent)) {
          names.add(name);
        }
      }
    }
    return new QualitiesInRefusal(names);
  }

  @Override
  public Optional<String> nearest(String wanted) {
    String word = wanted.toLowerCase(Locale.ROOT);
    return DEGREES.stream()
        .filter(degree -> degree.contains(word))
        .flatMap(
            degree -> names.stream().filter(name -> degree.contains(name.toLowerCase(Locale.ROOT))))
        .findFirst()
        .or(() -> names.stream().filter(name -> name.equalsIgnoreCase("auto")).findFirst());
  }
}
