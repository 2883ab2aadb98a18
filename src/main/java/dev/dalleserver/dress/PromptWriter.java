package dev.dalleserver.dress;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Writes the texts of a dress. Every attribute is used, except those that are {@code none}. */
final class PromptWriter {
  private final List<Attribute> attributes;
  private final int colorLimit;

  /**
   * Creates a writer.
   *
   * @param attributes all sixteen, in order
   * @param colorLimit the maximum number of colours of the picture, 0 for any
   */
  PromptWriter(List<Attribute> attributes, int colorLimit) {
    this.attributes = attributes;
    this.colorLimit = colorLimit;
  }

  /** Returns the attributes, one a line. */
  String data() {
    StringBuilder data = new StringBuilder();
    for (Attribute attribute : attributes) {
      data.append(attribute.name()).append(": ").append(attribute.value()).append('\n');
    }
    return data.toString();
  }

  /** Returns a title of a few words, such as "Gracefully Humble Kingfisher". */
  String title() {
    return EnglishGrammar.titleCase(subject());
  }

  /** Returns one sentence. */
  String terse() {
    List<String> parts = new ArrayList<>();
    parts.add(EnglishGrammar.capitalize(EnglishGrammar.withArticle(subject())));
    addUnlessEmpty(parts, "full of ", word(AttributeName.EMOTION));
    addUnlessEmpty(parts, "", word(AttributeName.ACTION));
    String terse = String.join(", ", parts);
    String occupation = word(AttributeName.OCCUPATION);
    if (!occupation.isEmpty()) {
      terse += ", dressed as " + EnglishGrammar.withArticle(occupation);
    }
    return terse + manner() + ".";
  }

  /** Returns the base prompt, a paragraph. */
  String prompt() {
    return Stream.of(
            "Paint "
                + EnglishGrammar.withArticle(subject())
                + " with human-like bearing and character.",
            sentence(
                "Let its face and posture show ",
                wordWithDescription(AttributeName.EMOTION, 3),
                "."),
            work(),
            sentence("Give it this gaze: ", word(AttributeName.GAZE), "."),
            style(),
            sentence(
                "Take the mood from this kind of writing: ",
                wordWithDescription(AttributeName.LIT_STYLE, 1),
                "."),
            palette(),
            sentence("See it from ", word(AttributeName.VIEWPOINT), "."),
            sentence("Compose it like this: ", word(AttributeName.COMPOSITION), "."),
            sentence("Set it against ", word(AttributeName.BACK_STYLE), "."),
            "Leave out all writing: no letters, numbers, captions or signatures.")
        .filter(sentence -> !sentence.isEmpty())
        .reduce((a, b) -> a + " " + b)
        .orElseThrow();
  }

  private String subject() {
    String noun = word(AttributeName.NOUN);
    return EnglishGrammar.joinWords(
        word(AttributeName.ADVERB),
        word(AttributeName.ADJECTIVE),
        noun.isEmpty() ? "creature" : noun);
  }

  private String work() {
    String occupation = word(AttributeName.OCCUPATION);
    String action = word(AttributeName.ACTION);
    if (occupation.isEmpty()) {
      return sentence("It is ", action, ".");
    }
    String works = "It works as " + EnglishGrammar.withArticle(occupation);
    return works + (action.isEmpty() ? "." : " and is " + action + ".");
  }

  private String style() {
    String first = wordWithDescription(AttributeName.ART_STYLE_1, 2);
    String second = wordWithDescription(AttributeName.ART_STYLE_2, 2);
    // After a colon, since a style may be a technique or a thing, which would need an article.
    if (first.isEmpty() || first.equals(second)) {
      return sentence("Work in this art style: ", second, ".");
    }
    return second.isEmpty()
        ? "Work in this art style: " + first + "."
        : "Work in this art style: " + first + ", touched by another: " + second + ".";
  }

  private String palette() {
    Set<String> colors = new LinkedHashSet<>();
    for (AttributeName name :
        List.of(AttributeName.COLOR_1, AttributeName.COLOR_2, AttributeName.COLOR_3)) {
      addUnlessEmpty(colors, "", wordWithDescription(name, 1));
    }
    if (colors.isEmpty()) {
      return "";
    }
    String list = EnglishGrammar.joinList(List.copyOf(colors));
    if (colorLimit == 0) {
      return "Build the palette on " + list + ".";
    }
    String limit = colorLimit == 1 ? "one color" : colorLimit + " colors";
    return colorLimit < colors.size()
        ? "Build the palette on no more than " + limit + " out of " + list + "."
        : "Build the palette on " + list + ", with no more than " + limit + " in all.";
  }

  private String manner() {
    List<String> styles = styles();
    return switch (styles.size()) {
      case 0 -> "";
      case 1 -> ", in the style of " + styles.get(0);
      default -> ", in a blend of " + EnglishGrammar.joinList(styles);
    };
  }

  private List<String> styles() {
    Set<String> styles = new LinkedHashSet<>();
    addUnlessEmpty(styles, "", word(AttributeName.ART_STYLE_1));
    addUnlessEmpty(styles, "", word(AttributeName.ART_STYLE_2));
    return List.copyOf(styles);
  }

  /** Returns the word; empty for an attribute that has none. */
  private String word(AttributeName name) {
    Attribute attribute = attributes.get(name.ordinal());
    return attribute.hasNoRecord() ? "" : attribute.word();
  }

  /**
   * Returns the word with a further column of its record in parentheses, if the database has it.
   */
  private String wordWithDescription(AttributeName name, int column) {
    String word = word(name);
    String description = attributes.get(name.ordinal()).column(column);
    return word.isEmpty() || description.isEmpty() ? word : word + " (" + description + ")";
  }

  private static String sentence(String before, String text, String after) {
    return text.isEmpty() ? "" : before + text + after;
  }

  private static void addUnlessEmpty(Collection<String> to, String before, String text) {
    if (!text.isEmpty()) {
      to.add(before + text);
    }
  }
}
