package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
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

    @ParameterizedTest
    @CsvSource({
      "My Birds.json, my-birds",
      "Dots.and.dots.json, dots-and-dots",
      "' two  spaces .json', two-spaces",
      "_lead.json, lead",
      "b\u00e4r.json, b-r"
    })
    void serves_a_name_of_the_original_under_a_usable_one(String file, String name)
        throws Exception {
      write(file, "{}");

      SeriesCatalog catalog = SeriesCatalog.load(folder);

      assertThat(catalog.find(SeriesName.parse(name))).isPresent();
      assertThat(catalog.skipped()).isEmpty();
    }

    @Test
    void takes_the_file_in_its_own_spelling_of_two_of_one_name() throws Exception {
      write("My Birds.json", "{\"purpose\":\"spaced\"}");
      write("my-birds.json", "{\"purpose\":\"own\"}");

      assertThat(SeriesCatalog.load(folder).find(SeriesName.parse("my-birds")).orElseThrow())
          .extracting(Series::purpose)
          .isEqualTo("own");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"nouns\":[\"owl\"],\"nouns\":[\"\",null,\"bear\",],}",
          "{\"nouns\":[\"bear\"], /* mine */ \"colorLimit\":2.0, \"purpose\":7}"
        })
    void is_as_tolerant_as_the_original(String json) throws Exception {
      write("bears.json", json);

      Series bears = SeriesCatalog.load(folder).find(SeriesName.parse("bears")).orElseThrow();

      assertThat(bears.nouns()).containsExactly("bear");
    }

    @Test
    void reads_bytes_that_are_not_utf_8() throws Exception {
      Files.write(
          folder.resolve("bears.json"),
          "{\"purpose\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));

      assertThat(SeriesCatalog.load(folder).find(SeriesName.parse("bears")).orElseThrow().purpose())
          .isEqualTo("caf\ufffd");
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
  class OfTheOriginal {
    @Test
    void may_have_nulls_trailing_commas_empty_filters_and_a_limit_in_words() throws Exception {
      write(
          "my_series.json",
          "{\"suffix\":\"my_series\",\"last\":3,\"nouns\":[\"bear\",\"\",],\"adverbs\":null,"
              + "\"colorLimit\":\"five-tone\",}");

      Series series = SeriesCatalog.load(folder).find(SeriesName.parse("my_series")).orElseThrow();

      assertThat(series.nouns()).containsExactly("bear");
      assertThat(series.adverbs()).isEmpty();
      assertThat(series.colorLimit()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"'',0", "2,2", "five-tone,5", "12 colors,12", "muted,0", "Two,2"})
    void may_state_the_limit_of_colors_in_any_text(String text, int limit) {
      assertThat(ColorLimit.parse(text)).isEqualTo(limit);
    }

    @Test
    void is_hidden_when_it_was_deleted_there_also_one_with_a_built_in_name() throws Exception {
      write("gone.json", "{\"deleted\": true}");
      write("simple.json", "{\"deleted\": true}");

      SeriesCatalog catalog = SeriesCatalog.load(folder);

      assertThat(catalog.find(SeriesName.parse("gone"))).isEmpty();
      assertThat(catalog.find(SIMPLE)).isEmpty();
      assertThat(catalog.skipped()).isEmpty();
    }

    @Test
    void counts_in_any_mixture_of_cases_and_the_one_in_lower_case_first() throws Exception {
      write("Bears.json", "{\"nouns\":[\"Bear\"]}");
      write("Owls.json", "{\"nouns\":[\"Owl\"]}");
      write("owls.json", "{\"nouns\":[\"owl\"]}");

      SeriesCatalog catalog = SeriesCatalog.load(folder);

      assertThat(nouns(catalog, "bears")).containsExactly("Bear");
      assertThat(nouns(catalog, "owls")).containsExactly("owl");
      catalog.refresh(SeriesName.parse("bears"));
      assertThat(nouns(catalog, "bears")).containsExactly("Bear");
    }

    @Test
    void is_read_from_user_series_too_unless_the_own_folder_has_that_name() throws Exception {
      Path own = Files.createDirectory(folder.resolve("series"));
      Path originals = Files.createDirectory(folder.resolve("user-series"));
      Files.writeString(own.resolve("owls.json"), "{\"nouns\":[\"owl\"]}");
      Files.writeString(originals.resolve("owls.json"), "{\"nouns\":[\"eagle owl\"]}");
      Files.writeString(originals.resolve("bears.json"), "{\"nouns\":[\"bear\"]}");

      SeriesCatalog catalog = SeriesCatalog.load(own);

      assertThat(nouns(catalog, "owls")).containsExactly("owl");
      assertThat(nouns(catalog, "bears")).containsExactly("bear");
    }

    private List<String> nouns(SeriesCatalog catalog, String name) {
      return catalog.find(SeriesName.parse(name)).orElseThrow().nouns();
    }
  }

  @Nested
  class WithABrokenFile {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "''                              | series/bears.json: the file is empty",
          "[]                              | series/bears.json:1: not a JSON object",
          "'{~\"nouns\": [\"bear\"~'       | series/bears.json:3: ",
          "'{\"nouns\":[]} x'              | series/bears.json:1: ",
          "'{\"nouns\":[1]}'               | series/bears.json: nouns must be a list",
          "'{\"nouns\":{}}'                | series/bears.json: nouns must be a list",
          "'{\"purpose\":[]}'              | series/bears.json: purpose must be a string",
          "'{\"colorLimit\":-1}'           | series/bears.json: colorLimit must be a whole",
          "'{\"colorLimit\":1.5}'          | series/bears.json: colorLimit must be a whole"
        })
    void is_skipped_and_named_with_its_fault_in_one_line(String content, String message)
        throws Exception {
      write("bears.json", content.replace('~', '\n'));

      SeriesCatalog catalog = SeriesCatalog.load(folder);
      assertThat(catalog.find(SeriesName.parse("bears"))).isEmpty();
      assertThat(catalog.find(SIMPLE)).isPresent();
      assertThat(catalog.skipped()).containsOnlyKeys("series/bears.json");
      assertThat(catalog.skipped().get("series/bears.json"))
          .startsWith(message)
          .hasLineCount(1)
          .doesNotContain("Source");
    }

    @Test
    void takes_as_many_filters_as_there_may_be_and_no_more() throws Exception {
      String longest = "\"" + "x".repeat(FilterLimits.MAX_FILTER_LENGTH) + "\"";
      write("bears.json", nouns(longest, FilterLimits.MAX_FILTERS));
      assertThat(SeriesCatalog.load(folder).find(SeriesName.parse("bears"))).isPresent();

      write("bears.json", nouns("\"bear\"", FilterLimits.MAX_FILTERS + 1));
      assertThat(SeriesCatalog.load(folder).skipped())
          .containsValue("series/bears.json: nouns has more than 500 filters");

      write("bears.json", nouns("\"" + "x".repeat(FilterLimits.MAX_FILTER_LENGTH + 1) + "\"", 1));
      assertThat(SeriesCatalog.load(folder).skipped())
          .containsValue("series/bears.json: nouns has a filter of more than 200 characters");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          ".hidden.json",
          "~bears.json",
          "#bears#.json",
          "bears (1).json",
          "bears - Copy.json",
          "Copy of bears.json",
          "@eaDir.json",
          "._bears.json"
        })
    void passes_over_what_other_programs_leave_there(String name) throws Exception {
      write(name, "not a series");

      assertThat(SeriesCatalog.load(folder).skipped()).isEmpty();
    }

    private String nouns(String filter, int times) {
      return "{\"nouns\": [" + String.join(",", Collections.nCopies(times, filter)) + "]}";
    }

    @Test
    void names_a_file_that_is_not_utf_8() throws Exception {
      Files.write(folder.resolve("bears.json"), new byte[] {'{', '"', (byte) 0xe4, '"', '}'});

      assertThat(SeriesCatalog.load(folder).skipped().get("series/bears.json"))
          .startsWith("series/bears.json:1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-.json", "_ _.json", "\u0436.json", "generations.json"})
    void names_a_file_whose_name_is_no_series_name(String name) throws Exception {
      write(name, "{}");

      assertThat(SeriesCatalog.load(folder).skipped().get("series/" + name))
          .startsWith("series/" + name + ": its name is not a series name");
    }
  }

  @Nested
  class Naming {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "simple", "op-lab", "a--", "9lives", "a_b"})
    void takes_lower_case_words(String text) {
      assertThat(SeriesName.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "-a",
          "_a",
          "a.b",
          "..",
          "a/b",
          "a b",
          "ä",
          "a\n",
          "generations",
          "Generations"
        })
    void refuses_everything_else(String text) {
      assertThatExceptionOfType(InvalidSeriesException.class)
          .isThrownBy(() -> SeriesName.parse(text))
          .satisfies(e -> assertThat(e.received()).isEqualTo(text));
    }

    @Test
    void keeps_any_mixture_of_cases_in_lower_case() {
      assertThat(SeriesName.parse("My_Series")).isEqualTo(SeriesName.parse("my_series"));
      assertThat(SeriesName.isValid("My_Series")).isFalse();
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
