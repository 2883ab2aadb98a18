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
  private final RecordLayout.Source layouts;

  /** Creates a writer for records in the layout of the built-in databases. */
  PromptWriter(List<Attribute> attributes, int colorLimit) {
    this(attributes, colorLimit, RecordLayout::builtIn);
  }

  /**
   * Creates a writer.
   *
   * @param attributes in any order; one that is missing has no word
   * @param colorLimit the maximum number of colours of the picture, 0 for any
   */
  PromptWriter(List<Attribute> attributes, int colorLimit, RecordLayout.Source layouts) {
    this.attributes = attributes;
    this.colorLimit = colorLimit;
    this.layouts = layouts;
  }

  /** Returns the attributes, one a line. */
  String data() {
    StringBuilder data = new StringBuilder();
    for (Attribute attribute : attributes) {
      String value = Placeholders.fill(attribute.value(), this::plainWord);
      data.append(attribute.name()).append(": ").append(value).append('\n');
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
                "Let its face and posture show ", wordWithDescription(AttributeName.EMOTION), "."),
            work(),
            sentence("Give it this gaze: ", word(AttributeName.GAZE), "."),
            style(),
            sentence(
                "Take the mood from this kind of writing: ",
                wordWithDescription(AttributeName.LIT_STYLE),
                "."),
            palette(),
            sentence("See it from ", word(AttributeName.VIEWPOINT), "."),
            sentence("Compose it like this: ", word(AttributeName.COMPOSITION), "."),
            backStyle(),
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
    String first = wordWithDescription(AttributeName.ART_STYLE_1);
    String second = wordWithDescription(AttributeName.ART_STYLE_2);
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
      addUnlessEmpty(colors, "", wordWithDescription(name));
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

  /** Returns the back style; the original's are whole sentences. */
  private String backStyle() {
    String word = word(AttributeName.BACK_STYLE);
    boolean isSentence = word.indexOf(' ') > 0 && Character.isUpperCase(word.charAt(0));
    return isSentence ? sentence("", word, ".") : sentence("Set it against ", word, ".");
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
    return Placeholders.fill(plainWord(name), this::plainWord);
  }

  private String plainWord(AttributeName name) {
    Attribute attribute = attribute(name);
    return attribute.hasNoRecord() ? "" : layouts.of(name).word(attribute);
  }

  private Attribute attribute(AttributeName name) {
    for (Attribute attribute : attributes) {
      if (attribute.name().equals(name.key())) {
        return attribute;
      }
    }
    return Attribute.missing(name);
  }

  /** Returns the word with its description in parentheses, if the database has one. */
  private String wordWithDescription(AttributeName name) {
    String word = word(name);
    String description = layouts.of(name).description(attribute(name));
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
