package dev.dalleserver.dress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.Addresses;
import dev.dalleserver.series.Series;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PromptWriterTest {
  /** Spaces, brackets, stops or articles as they should not be, or traces of a missing word. */
  private static final Pattern FAULT =
      Pattern.compile(
          "  | [,.)]|[.,][.,]|\\( |\\(\\)|null|\\b[Nn]one\\b|\\b[Aa]n? an?\\b|^ | $"
              + "|(?<![\\p{L}-])[Aa] (?!uni|use|eu|one)[aeiou]"
              + "|(?<![\\p{L}-])[Aa]n (?!hour|honest|honor|heir)[^aeiouAEIOU]");

  /** A record for each attribute, with the columns that the built-in databases have. */
  private final Map<AttributeName, String> records = new EnumMap<>(AttributeName.class);

  PromptWriterTest() {
    for (AttributeName name : AttributeName.values()) {
      records.put(name, Attribute.NONE);
    }
  }

  @Nested
  class WithEverything {
    WithEverything() {
      records.put(AttributeName.ADVERB, "ably,steady");
      records.put(AttributeName.ADJECTIVE, "humble,soft,sparse");
      records.put(AttributeName.NOUN, "Ural owl,bird");
      records.put(AttributeName.EMOTION, "joy,joy,positive,a bright gladness");
      records.put(AttributeName.OCCUPATION, "oboist,music,instrument");
      records.put(AttributeName.ACTION, "playing cards,playing");
      records.put(AttributeName.ART_STYLE_1, "cubism,cubism,facets seen from all sides");
      records.put(AttributeName.ART_STYLE_2, "Delft tile,mosaic,blue windmills");
      records.put(AttributeName.LIT_STYLE, "limerick,five bouncing lines");
      records.put(AttributeName.COLOR_1, "red,#ff0000");
      records.put(AttributeName.COLOR_2, "tan,#d2b48c");
      records.put(AttributeName.COLOR_3, "navy,#000080");
      records.put(AttributeName.VIEWPOINT, "a low angle looking up,wormseye,portrait");
      records.put(AttributeName.GAZE, "eyes closed,closed");
      records.put(AttributeName.COMPOSITION, "frame within a frame,frame");
      records.put(AttributeName.BACK_STYLE, "a wide sky,sky");
    }

    @Test
    void writes_a_title() {
      assertThat(writer(0).title()).isEqualTo("Ably Humble Ural Owl");
    }

    @Test
    void writes_one_sentence() {
      assertThat(writer(0).terse())
          .isEqualTo(
              "An ably humble Ural owl, full of joy, playing cards, dressed as an oboist,"
                  + " in a blend of cubism and Delft tile.");
    }

    @Test
    void writes_a_paragraph() {
      assertThat(writer(0).prompt())
          .isEqualTo(
              "Paint an ably humble Ural owl with human-like bearing and character."
                  + " Let its face and posture show joy (a bright gladness)."
                  + " It works as an oboist and is playing cards."
                  + " Give it this gaze: eyes closed."
                  + " Work in this art style: cubism (facets seen from all sides),"
                  + " touched by another: Delft tile (blue windmills)."
                  + " Take the mood from this kind of writing: limerick (five bouncing lines)."
                  + " Build the palette on red (#ff0000), tan (#d2b48c) and navy (#000080)."
                  + " See it from a low angle looking up."
                  + " Compose it like this: frame within a frame."
                  + " Set it against a wide sky."
                  + " Leave out all writing: no letters, numbers, captions or signatures.");
    }

    @Test
    void writes_the_attributes_one_a_line() {
      assertThat(writer(0).data().lines())
          .hasSize(16)
          .startsWith("adverb: ably,steady", "adjective: humble,soft,sparse")
          .endsWith("backStyle: a wide sky,sky");
    }

    @Test
    void says_a_style_that_was_drawn_twice_once() {
      records.put(AttributeName.ART_STYLE_2, records.get(AttributeName.ART_STYLE_1));

      assertThat(writer(0).terse()).endsWith("dressed as an oboist, in the style of cubism.");
      assertThat(writer(0).prompt())
          .contains("Work in this art style: cubism (facets seen from all sides). Take");
    }

    @Test
    void says_a_color_that_was_drawn_twice_once() {
      records.put(AttributeName.COLOR_3, "red,#ff0000");

      assertThat(writer(0).prompt())
          .contains("Build the palette on red (#ff0000) and tan (#d2b48c).");
    }

    @Test
    void asks_for_no_more_colors_than_the_series_wants() {
      String all = "red (#ff0000), tan (#d2b48c) and navy (#000080)";

      assertThat(writer(1).prompt())
          .contains("Build the palette on no more than one color out of " + all + ".");
      assertThat(writer(2).prompt())
          .contains("Build the palette on no more than 2 colors out of " + all + ".");
      assertThat(writer(3).prompt())
          .contains("Build the palette on " + all + ", with no more than 3 colors in all.");
    }
  }

  @Nested
  class WithAttributesThatAreNone {
    @Test
    void writes_of_a_creature_when_there_is_nothing_at_all() {
      assertThat(writer(0).title()).isEqualTo("Creature");
      assertThat(writer(0).terse()).isEqualTo("A creature.");
      assertThat(writer(3).prompt())
          .isEqualTo(
              "Paint a creature with human-like bearing and character."
                  + " Leave out all writing: no letters, numbers, captions or signatures.");
    }

    @Test
    void writes_of_work_without_an_action_and_an_action_without_work() {
      records.put(AttributeName.OCCUPATION, "oboist");
      assertThat(writer(0).prompt()).contains("character. It works as an oboist. Leave");

      records.put(AttributeName.OCCUPATION, Attribute.NONE);
      records.put(AttributeName.ACTION, "flying");
      assertThat(writer(0).prompt()).contains("character. It is flying. Leave");
    }

    @Test
    void writes_of_one_style_whichever_it_is() {
      records.put(AttributeName.ART_STYLE_1, "cubism");
      assertThat(writer(0).prompt()).contains("Work in this art style: cubism. Leave");

      records.put(AttributeName.ART_STYLE_1, Attribute.NONE);
      records.put(AttributeName.ART_STYLE_2, "batik");
      assertThat(writer(0).prompt()).contains("Work in this art style: batik. Leave");
    }
  }

  @TestFactory
  Stream<DynamicTest> every_series_gives_good_texts_for_random_addresses() {
    Words words = Words.bundled();
    return words.allSeries().stream()
        .map(
            series ->
                DynamicTest.dynamicTest(series.suffix().value(), () -> readAll(words, series)));
  }

  private static void readAll(Words words, Series series) {
    for (Address address : Addresses.some(60)) {
      DalleDress dress = words.dress(series, address);
      for (Attribute attribute : dress.words().drawn().attributes()) {
        assertThat(dress.words().prompts().base()).contains(attribute.word());
      }
      for (String text :
          List.of(
              dress.words().prompts().base(),
              dress.words().prompts().title(),
              dress.words().prompts().terse())) {
        assertClean(text);
      }
      assertThat(dress.words().prompts().title()).doesNotContainPattern("[.,:;()]");
      assertThat(dress.words().prompts().terse()).matches("(An?) [^.:;()]+\\.");
    }
  }

  private static void assertClean(String text) {
    Matcher fault = FAULT.matcher(text);
    assertThat(fault.find() ? fault.group() + " in: " + text : "").isEmpty();
    assertThat(text.chars().filter(c -> c == '(').count())
        .isEqualTo(text.chars().filter(c -> c == ')').count());
  }

  @Test
  void names_in_braces_are_filled_in_and_a_whole_sentence_stands_alone() {
    records.put(AttributeName.COLOR_3, "navy,#000080");
    records.put(AttributeName.ART_STYLE_2, "Delft tile,mosaic,blue windmills");
    records.put(
        AttributeName.BACK_STYLE,
        "The background should be this color [{Color3}] in {ArtStyle2}, not {Nothing} or {Gaze}");
    PromptWriter writer =
        new PromptWriter(
            attributes(),
            0,
            name ->
                name == AttributeName.BACK_STYLE
                    ? new RecordLayout(1, RecordLayout.NONE)
                    : RecordLayout.builtIn(name));

    String filled = "The background should be this color [navy] in Delft tile, not {Nothing} or ";
    assertThat(writer.prompt()).contains(" " + filled + ".");
    assertThat(writer.data()).contains("backStyle: " + filled + "\n");
  }

  private List<Attribute> attributes() {
    List<Attribute> attributes = new ArrayList<>();
    records.forEach(
        (name, record) ->
            attributes.add(
                new Attribute(name.database(), name.key(), "000000", 0, 0, 1, 0, record)));
    return attributes;
  }

  @Test
  void descriptions_are_where_the_header_says() {
    records.put(
        AttributeName.EMOTION, "abbiocco,contentment,positive,italian,sleepy, after a meal");

    PromptWriter writer = new PromptWriter(attributes(), 0, name -> new RecordLayout(5, 4));

    assertThat(writer.prompt()).contains("abbiocco (sleepy, after a meal).");
  }

  private PromptWriter writer(int colorLimit) {
    List<Attribute> attributes = new ArrayList<>();
    records.forEach(
        (name, record) ->
            attributes.add(
                new Attribute(name.database(), name.key(), "000000", 0, 0, 1, 0, record)));
    return new PromptWriter(attributes, colorLimit);
  }
}
