package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributeDatabasesTest {
  @TempDir private Path folder;

  @Test
  void without_replacements_all_thirteen_are_built_in() throws Exception {
    AttributeDatabases databases = AttributeDatabases.load(folder.resolve("nowhere"));

    assertThat(databases.all()).extracting("name").isEqualTo(AttributeDatabases.NAMES);
    assertThat(databases.all()).extracting("source").containsOnly(Source.BUILTIN);
    assertThat(databases.all()).hasSize(13);
  }

  @Test
  void there_are_no_others() throws Exception {
    AttributeDatabases databases = AttributeDatabases.load(folder);

    assertThatIllegalArgumentException().isThrownBy(() -> databases.get("verbs"));
  }

  @Nested
  class WithAReplacement {
    @Test
    void takes_a_file_from_true_blocks_as_it_is() throws Exception {
      // The form of their files: a version first, then the values, some of them with commas.
      write(
          "emotions.csv",
          "version,name,polarity,meaning\n"
              + "v0.1.0,joy,positive,\"a bright, warm gladness\"\n"
              + "v0.1.0,fear,negative,what darkness brings\n");

      AttributeDatabase emotions = AttributeDatabases.load(folder).get("emotions");

      assertThat(emotions.records())
          .containsExactly(
              "joy,positive,a bright, warm gladness", "fear,negative,what darkness brings");
      assertThat(emotions.columns()).containsExactly("name", "polarity", "meaning");
      assertThat(emotions.version()).isEqualTo("v0.1.0");
      assertThat(emotions.source()).isEqualTo(Source.USER);
    }

    @Test
    void replaces_no_other_database() throws Exception {
      write("nouns.csv", "version,noun\nv1,bear\n");

      AttributeDatabases databases = AttributeDatabases.load(folder);

      assertThat(databases.get("nouns").records()).containsExactly("bear");
      assertThat(databases.get("adverbs").source()).isEqualTo(Source.BUILTIN);
    }

    @Test
    void bears_the_hash_of_the_file() throws Exception {
      write("nouns.csv", "version,noun\nv1,bear\n");

      // printf 'version,noun\nv1,bear\n' | sha256sum
      assertThat(AttributeDatabases.load(folder).get("nouns").hash())
          .isEqualTo("0cde10a770f6490110b09b081964f5c723e457ae7d1681a0018459ab99026485");
    }
  }

  @Nested
  class WithAReplacementOfAnotherForm {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "''                                     | databases/nouns.csv:1: no records",
          "'version,noun'                         | databases/nouns.csv:1: no records",
          "'version,noun~v1,a~VERSION,Noun~v1,b'  | databases/nouns.csv:3: the header again; is"
              + " this one file behind another?"
        })
    void skips_and_names_a_file_without_records(String content, String reason) throws Exception {
      write("nouns.csv", content.replace('~', '\n'));

      AttributeDatabases databases = AttributeDatabases.load(folder);

      assertThat(databases.skipped()).containsExactly(Map.entry("databases/nouns.csv", reason));
      assertThat(databases.get("nouns").source()).isEqualTo(Source.BUILTIN);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          // Mended lines.
          "'version,noun~v1,bear~v1'              | 'bear;'",
          "'version,noun~v1,bear~v1,a,b'          | 'bear;a,b'",
          "'version,noun~v1,\"bear'               | '\"bear'",
          "'version,noun,class~v1,,mammal'        | ',mammal'",
          "'version,noun,class~v1, bear , mammal' | ' bear , mammal'",
          // Headers.
          "'v1,bear~v1,cat'                       | 'bear;cat'",
          "'noun,class~bear,mammal'               | 'bear,mammal'",
          "'class,commonName,version~mammal,bear,v1' | 'bear,mammal'",
          "'Version,Common_Name~v1,bear'          | 'bear'",
          "'release,creature~v1,bear'             | 'bear'",
          "'version,creature,class~v1,bear,mammal'| 'bear,mammal'"
        })
    void reads_every_line_that_is_there(String content, String records) throws Exception {
      write("nouns.csv", content.replace('~', '\n'));

      AttributeDatabases databases = AttributeDatabases.load(folder);

      assertThat(databases.skipped()).isEmpty();
      assertThat(databases.get("nouns").records()).containsExactly(records.split(";", -1));
    }

    @Test
    void tells_the_number_of_lines_the_mended_ones_and_an_unknown_header() throws Exception {
      byte[] file = "version,creature\nv1,bear\nv1,owl,bird\n".getBytes(StandardCharsets.UTF_8);

      DatabaseFile read = DatabaseFile.parse("nouns", "nouns.csv", file, Source.USER);

      assertThat(read.lines()).isEqualTo(2);
      assertThat(read.mended()).containsExactly("3 (3 columns where the header has 2)");
      assertThat(read.warnings())
          .containsExactly("its header names no column for the words; column 2 is taken");
    }

    @Test
    void reads_a_file_that_is_not_utf_8() throws Exception {
      Files.write(
          folder.resolve("nouns.csv"),
          "version,noun\nv1,bear\nv1,b\u00e4r\n".getBytes(StandardCharsets.ISO_8859_1));

      assertThat(AttributeDatabases.load(folder).get("nouns").records())
          .containsExactly("bear", "b\uFFFDr");
    }

    @Test
    void names_files_that_are_meant_to_be_databases_but_are_not_called_so() throws Exception {
      for (String file :
          List.of("Colors.csv", "noun.csv", "zzz.csv", "gazes.CSV", "emotions.txt", "nouns")) {
        write(file, "version,color\nv1,red\n");
      }
      for (String file : List.of("README.md", ".colors.csv", "colors.csv~", "colors (1).csv")) {
        write(file, "x");
      }
      assertThat(AttributeDatabases.load(folder).skipped())
          .isEqualTo(
              Map.of(
                  "databases/Colors.csv", "no database has that name; did you mean colors.csv?",
                  "databases/noun.csv", "no database has that name; did you mean nouns.csv?",
                  "databases/zzz.csv", "no database has that name",
                  "databases/gazes.CSV", "no database has that name; did you mean gazes.csv?",
                  "databases/emotions.txt", "no database has that name; did you mean emotions.csv?",
                  "databases/nouns", "no database has that name; did you mean nouns.csv?"));
    }

    @Test
    void skips_and_names_what_is_no_file() throws Exception {
      Files.createDirectory(folder.resolve("nouns.csv"));

      assertThat(AttributeDatabases.load(folder).skipped()).containsKey("databases/nouns.csv");
    }

    @Test
    void chooses_rows_marked_as_sensitive_only_by_a_filter() throws Exception {
      write(
          "artstyles.csv",
          "version,artisticStyle,group,sensitive,description\n"
              + "v1,cubism,modern,,facets\n"
              + "v1,tattoo,folk,sensitive,ink\n"
              + "v1,collage,modern,no,glue\n");

      AttributeDatabase styles = AttributeDatabases.load(folder).get("artstyles");

      assertThat(styles.select(List.of()))
          .containsExactly("cubism,modern,,facets", "collage,modern,no,glue");
      assertThat(styles.select(List.of("tattoo"))).containsExactly("tattoo,folk,sensitive,ink");
      assertThat(styles.records()).hasSize(3);
      assertThat(styles.descriptionColumn(1)).isEqualTo(3);
    }
  }

  @Nested
  class Selecting {
    private final AttributeDatabase nouns =
        AttributeDatabase.of(
            "nouns",
            "v1",
            new ContentHash(new byte[0]),
            Source.USER,
            List.of("noun", "class"),
            List.of(
                List.of("bear", "mammal"),
                List.of("eagle", "bird"),
                List.of("dragon", "mythical")));

    @Test
    void without_a_filter_lets_everything_through() {
      assertThat(nouns.select(List.of())).isEqualTo(nouns.records());
    }

    @Test
    void keeps_what_contains_any_filter_in_its_old_order() {
      assertThat(nouns.select(List.of("dragon", ",mammal", "no such")))
          .containsExactly("bear,mammal", "dragon,mythical");
    }

    @Test
    void may_leave_nothing() {
      assertThat(nouns.select(List.of("Bear"))).isEmpty();
    }
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }
}
