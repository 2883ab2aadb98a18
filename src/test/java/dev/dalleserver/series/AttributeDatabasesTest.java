package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  class WithABrokenReplacement {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "''                                | databases/nouns.csv:1: no records",
          "'version,noun'                    | databases/nouns.csv:1: no records",
          "'v1,bear~v1,cat'                  | databases/nouns.csv:1: the header must begin",
          "'noun,class~bear,mammal'          | databases/nouns.csv:1: the header must begin",
          "'version~v1'                      | databases/nouns.csv:1: the header must begin",
          "'version,noun~v1,bear~v1'         | databases/nouns.csv:3: 1 columns where",
          "'version,noun~v1,bear~v1,a,b'     | databases/nouns.csv:3: 3 columns where",
          "'version,noun~v1,\"bear'          | databases/nouns.csv:2: a quote is not closed",
          "'version,noun,class~v1,,mammal'   | databases/nouns.csv:2: a record without a word"
        })
    void names_file_line_and_fault(String content, String message) throws Exception {
      write("nouns.csv", content.replace('~', '\n'));

      assertThatExceptionOfType(BrokenFileException.class)
          .isThrownBy(() -> AttributeDatabases.load(folder))
          .withMessageStartingWith(message);
    }

    @Test
    void names_the_line_of_a_byte_that_is_not_utf_8() throws Exception {
      Files.write(
          folder.resolve("nouns.csv"),
          "version,noun\nv1,bear\nv1,b\u00e4r\n".getBytes(StandardCharsets.ISO_8859_1));

      assertThatExceptionOfType(BrokenFileException.class)
          .isThrownBy(() -> AttributeDatabases.load(folder))
          .withMessage("databases/nouns.csv:3: not UTF-8");
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
