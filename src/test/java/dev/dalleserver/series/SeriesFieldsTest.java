package dev.dalleserver.series;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.picture.SeriesName;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesFieldsTest {
  @ParameterizedTest
  @CsvSource({
    "noun, nouns",
    "NOUN, nouns",
    "nounss, nouns",
    "nuons, nouns",
    "noun_s, nouns",
    "nounFilters, nouns",
    "colour, colors",
    "colours, colors",
    "artStyle, artstyles",
    "art-styles, artstyles",
    "back_styles, backstyles",
    "emotons, emotions",
  })
  void a_list_with_nearly_the_name_of_a_list_makes_the_file_no_series(String typed, String meant) {
    assertThatThrownBy(() -> parse("{\"" + typed + "\": [\"bear\"]}"))
        .hasMessage(
            "bears.json: " + typed + " is not a field of a series; did you mean " + meant + "?");
    // It has no filters to lose.
    assertThat(SeriesFile.unknownFields(("{\"" + typed + "\": []}").getBytes(UTF_8))).hasSize(1);
  }

  @Test
  void the_case_of_a_name_does_not_matter_and_the_exact_name_comes_first() throws Exception {
    assertThat(parse("{\"NOUNS\": [\"bear\"], \"ColorLimit\": 2}"))
        .satisfies(
            series -> {
              assertThat(series.nouns()).containsExactly("bear");
              assertThat(series.colorLimit()).isEqualTo(2);
            });
    assertThat(parse("{\"nouns\": [\"bear\"], \"Nouns\": [\"cat\"]}").nouns())
        .containsExactly("bear");
  }

  @Test
  void other_unknown_fields_are_ignored_and_named() throws Exception {
    String json = "{\"nouns\": [\"bear\"], \"notes\": [\"mine\"], \"purpos\": \"x\", \"zzz\": 1}";
    assertThat(parse(json).nouns()).containsExactly("bear");
    assertThat(SeriesFile.unknownFields(json.getBytes(UTF_8)))
        .isEqualTo(
            List.of(
                "notes is not a field of a series; did you mean nouns?",
                "purpos is not a field of a series; did you mean purpose?",
                "zzz is not a field of a series"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"last", "deleted", "modifiedAt", "source", "version", "suffix", "Purpose"})
  void fields_of_the_original_and_of_answers_are_known(String name) {
    assertThat(SeriesFile.unknownFields(("{\"" + name + "\": 1}").getBytes(UTF_8))).isEmpty();
  }

  private static Series parse(String json) throws BrokenFileException {
    return SeriesFile.parse(
        SeriesName.parse("bears"), "bears.json", json.getBytes(UTF_8), Source.USER, Instant.EPOCH);
  }
}
