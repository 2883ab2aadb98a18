package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.picture.SeriesName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written can be read again, and what cannot be used names its fault and line. */
class SeriesFileTest {
  private static final SeriesName BEARS = SeriesName.parse("bears");
  private static final Instant CHANGED = Instant.parse("2026-01-02T03:04:05Z");

  static List<String> databases() {
    return AttributeDatabases.NAMES;
  }

  private static Series parse(String json) throws BrokenFileException {
    return SeriesFile.parse(
        BEARS, "bears.json", json.getBytes(StandardCharsets.UTF_8), Source.USER, CHANGED);
  }

  @Test
  void a_series_is_read_as_it_was_written() throws Exception {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("purpose", "Only bears.").put("version", "mine").put("colorLimit", 3);
    for (String database : AttributeDatabases.NAMES) {
      json.putArray(database).add("a-" + database).add("b-" + database);
    }
    Series series = parse(json.toString());

    byte[] written = SeriesFile.write(series);

    assertThat(SeriesFile.parse(BEARS, "bears.json", written, Source.USER, CHANGED))
        .isEqualTo(series);
    assertThat(series.purpose()).isEqualTo("Only bears.");
    assertThat(series.version()).isEqualTo("mine");
    assertThat(series.colorLimit()).isEqualTo(3);
    assertThat(series.modifiedAt()).isEqualTo(CHANGED);
    for (String database : AttributeDatabases.NAMES) {
      assertThat(series.filters(database)).containsExactly("a-" + database, "b-" + database);
    }
    assertThat(new String(written, StandardCharsets.UTF_8))
        .contains("\"suffix\" : \"bears\"")
        .endsWith("}\n");
  }

  @ParameterizedTest
  @MethodSource("databases")
  void the_filters_of_each_database_are_told_apart(String database) throws Exception {
    Series with = parse("{\"" + database + "\":[\"bear\"]}");
    Series without = parse("{}");

    for (String other : AttributeDatabases.NAMES) {
      assertThat(with.filters(other)).hasSize(other.equals(database) ? 1 : 0);
    }
    assertThat(with.drawsSameWordsAs(without)).isFalse();
    assertThat(with.drawsSameWordsAs(parse("{\"" + database + "\":\"bear\"}"))).isTrue();
  }

  @Test
  void a_purpose_or_a_limit_of_colors_makes_another_series_and_a_version_does_not()
      throws Exception {
    Series plain = parse("{}");
    assertThat(plain.drawsSameWordsAs(parse("{\"purpose\":\"x\"}"))).isFalse();
    assertThat(plain.drawsSameWordsAs(parse("{\"colorLimit\":1}"))).isFalse();
    assertThat(plain.drawsSameWordsAs(parse("{\"version\":\"x\"}"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[1]|bears.json:1: not a JSON object",
        "{\"nouns\":|bears.json:1: the file ends within a value",
        "{\"version\":[]}|bears.json: version must be a string",
        "{\"nouns\":[1]}|bears.json: nouns must be a list of strings",
        "{\"nouns\":{}}|bears.json: nouns must be a list of strings",
        "{\"colorLimit\":-1}|bears.json: colorLimit must be a whole number from 0",
        "{\"colorLimit\":1.5}|bears.json: colorLimit must be a whole number from 0",
        "{\"colorLimit\":4294967296}|bears.json: colorLimit must be a whole number from 0"
      })
  void what_is_no_series_is_refused_with_its_fault(String json, String message) {
    assertThatExceptionOfType(BrokenFileException.class)
        .isThrownBy(() -> parse(json))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {"{\"purpose\":// x}|bears.json:3: ", "{}/ {}|bears.json:2: "})
  void a_fault_of_the_syntax_has_the_number_of_its_line(String json, String beginning) {
    assertThatExceptionOfType(BrokenFileException.class)
        .isThrownBy(() -> parse(json.replace('/', '\n')))
        .withMessageStartingWith(beginning);
  }

  @Test
  void what_is_missing_or_null_has_no_effect() throws Exception {
    Series series = parse("{\"purpose\":null,\"version\":null,\"colorLimit\":null,\"nouns\":null}");
    assertThat(series.purpose()).isEmpty();
    assertThat(series.version()).isEmpty();
    assertThat(series.colorLimit()).isZero();
    assertThat(series.nouns()).isEmpty();
    assertThat(parse("{\"colorLimit\":0}").colorLimit()).isZero();
  }

  @Test
  void a_filter_has_200_characters_at_most() throws Exception {
    String longest = "x".repeat(FilterLimits.MAX_FILTER_LENGTH);
    assertThat(parse("{\"nouns\":[\"" + longest + "\"]}").nouns()).containsExactly(longest);
    assertThatExceptionOfType(BrokenFileException.class)
        .isThrownBy(() -> parse("{\"nouns\":[\"" + longest + "x\"]}"))
        .withMessage("bears.json: nouns has a filter of more than 200 characters");
  }

  @Test
  void a_database_has_500_filters_at_most() throws Exception {
    String most = String.join(",", Collections.nCopies(FilterLimits.MAX_FILTERS, "\"x\""));
    assertThat(parse("{\"nouns\":[" + most + "]}").nouns()).hasSize(500);
    assertThatExceptionOfType(BrokenFileException.class)
        .isThrownBy(() -> parse("{\"nouns\":[" + most + ",\"x\"]}"))
        .withMessage("bears.json: nouns has more than 500 filters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"deleted\":true}|true",
        "{\"deleted\":false}|false",
        "{}|false",
        "{\"deleted\":|false"
      })
  void only_a_series_that_says_so_is_deleted(String json, boolean deleted) {
    assertThat(SeriesFile.isDeleted(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(deleted);
  }
}
