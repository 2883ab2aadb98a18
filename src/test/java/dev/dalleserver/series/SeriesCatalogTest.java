package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesCatalogTest {
  private static final SeriesName SIMPLE = SeriesName.parse("simple");

  @TempDir private Path folder;

  @Test
  void without_a_user_folder_has_the_built_in_series_sorted() throws Exception {
    SeriesCatalog catalog = SeriesCatalog.load(folder.resolve("nowhere"));

    assertThat(catalog.all()).extracting(series -> series.suffix().value()).isSorted();
    assertThat(catalog.all()).extracting(Series::source).containsOnly(Source.BUILTIN);
    assertThat(catalog.find(SIMPLE)).isPresent();
    assertThat(catalog.find(SeriesName.parse("no-such"))).isEmpty();
  }

  @Nested
  class WithUserSeries {
    @Test
    void adds_one_of_a_new_name() throws Exception {
      write("bears.json", "{\"purpose\":\"Only bears.\",\"nouns\":[\"bear\"],\"colorLimit\":2}");

      Series bears = SeriesCatalog.load(folder).find(SeriesName.parse("bears")).orElseThrow();

      assertThat(bears.source()).isEqualTo(Source.USER);
      assertThat(bears.purpose()).isEqualTo("Only bears.");
      assertThat(bears.filters("nouns")).containsExactly("bear");
      assertThat(bears.filters("colors")).isEmpty();
      assertThat(bears.colorLimit()).isEqualTo(2);
    }

    @Test
    void replaces_a_built_in_one_of_the_same_name() throws Exception {
      Path file = write("simple.json", "{\"nouns\":[\"bear\"],\"version\":\"mine\"}");
      Instant changed = Instant.parse("2026-01-02T03:04:05Z");
      Files.setLastModifiedTime(file, FileTime.from(changed));

      Series simple = SeriesCatalog.load(folder).find(SIMPLE).orElseThrow();

      assertThat(simple.source()).isEqualTo(Source.USER);
      assertThat(simple.filters("nouns")).containsExactly("bear");
      assertThat(simple.version()).isEqualTo("mine");
      assertThat(simple.modifiedAt()).isEqualTo(changed);
    }

    @Test
    void takes_the_copies_of_a_checkout_for_the_built_in_ones() throws Exception {
      SeriesCatalog catalog = SeriesCatalog.load(Path.of("series"));

      assertThat(catalog.all()).extracting(Series::source).containsOnly(Source.BUILTIN);
    }

    @Test
    void passes_over_other_files_and_unknown_members() throws Exception {
      write("README.md", "# Series");
      write("bears.json", "{\"suffix\":\"other\",\"postfixes\":[1],\"nouns\":null}");

      SeriesCatalog catalog = SeriesCatalog.load(folder);

      assertThat(catalog.find(SeriesName.parse("bears"))).isPresent();
      assertThat(catalog.find(SeriesName.parse("other"))).isEmpty();
    }

    @Test
    void takes_a_single_string_for_a_list_of_one() throws Exception {
      write("bears.json", "{\"nouns\":\"bear\"}");

      assertThat(SeriesCatalog.load(folder).find(SeriesName.parse("bears")).orElseThrow().nouns())
          .containsExactly("bear");
    }
  }

  @Nested
  class WithABrokenFile {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "''                              | series/bears.json:1: not a JSON object",
          "[]                              | series/bears.json:1: not a JSON object",
          "'{~\"nouns\": [\"bear\"~'       | series/bears.json:3: ",
          "'{\"nouns\":[]} x'              | series/bears.json:1: ",
          "'{\"nouns\":[],~\"nouns\":[]}'  | series/bears.json:2: Duplicate",
          "'{\"nouns\":[1]}'               | series/bears.json: nouns must be a list",
          "'{\"nouns\":[\"\"]}'            | series/bears.json: nouns must be a list",
          "'{\"nouns\":{}}'                | series/bears.json: nouns must be a list",
          "'{\"purpose\":[]}'              | series/bears.json: purpose must be a string",
          "'{\"colorLimit\":-1}'           | series/bears.json: colorLimit must be a whole",
          "'{\"colorLimit\":1.5}'          | series/bears.json: colorLimit must be a whole"
        })
    void names_file_and_fault_in_one_line(String content, String message) throws Exception {
      write("bears.json", content.replace('~', '\n'));

      assertThatExceptionOfType(BrokenFileException.class)
          .isThrownBy(() -> SeriesCatalog.load(folder))
          .withMessageStartingWith(message)
          .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).doesNotContain("Source"));
    }

    @Test
    void takes_as_many_filters_as_there_may_be_and_no_more() throws Exception {
      String longest = "\"" + "x".repeat(FilterLimits.MAX_FILTER_LENGTH) + "\"";
      write("bears.json", nouns(longest, FilterLimits.MAX_FILTERS));
      assertThat(SeriesCatalog.load(folder).find(SeriesName.parse("bears"))).isPresent();

      write("bears.json", nouns("\"bear\"", FilterLimits.MAX_FILTERS + 1));
      assertThatExceptionOfType(BrokenFileException.class)
          .isThrownBy(() -> SeriesCatalog.load(folder))
          .withMessage("series/bears.json: nouns has more than 500 filters");

      write("bears.json", nouns("\"" + "x".repeat(FilterLimits.MAX_FILTER_LENGTH + 1) + "\"", 1));
      assertThatExceptionOfType(BrokenFileException.class)
          .isThrownBy(() -> SeriesCatalog.load(folder))
          .withMessage("series/bears.json: nouns has a filter of more than 200 characters");
    }

    private String nouns(String filter, int times) {
      return "{\"nouns\": [" + String.join(",", Collections.nCopies(times, filter)) + "]}";
    }

    @Test
    void names_a_file_that_is_not_utf_8() throws Exception {
      Files.write(folder.resolve("bears.json"), new byte[] {'{', '"', (byte) 0xe4, '"', '}'});

      assertThatExceptionOfType(BrokenFileException.class)
          .isThrownBy(() -> SeriesCatalog.load(folder))
          .withMessageStartingWith("series/bears.json:1: ");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"Bears.json", "-bears.json", "be_ars.json", ".json", "generations.json"})
    void names_a_file_whose_name_is_no_series_name(String name) throws Exception {
      write(name, "{}");

      assertThatExceptionOfType(BrokenFileException.class)
          .isThrownBy(() -> SeriesCatalog.load(folder))
          .withMessageStartingWith("series/" + name + ": its name is not a series name");
    }
  }

  @Nested
  class Naming {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "simple", "op-lab", "a--", "9lives"})
    void takes_lower_case_words(String text) {
      assertThat(SeriesName.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"", "-a", "A", "a_b", "a.b", "..", "a/b", "a b", "ä", "a\n", "generations"})
    void refuses_everything_else(String text) {
      assertThatExceptionOfType(InvalidSeriesException.class)
          .isThrownBy(() -> SeriesName.parse(text))
          .satisfies(e -> assertThat(e.received()).isEqualTo(text));
    }

    @Test
    void takes_64_characters_and_no_more() {
      assertThat(SeriesName.parse("a".repeat(64)).value()).hasSize(64);
      assertThatIllegalArgumentException().isThrownBy(() -> SeriesName.parse("a".repeat(65)));
    }
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
