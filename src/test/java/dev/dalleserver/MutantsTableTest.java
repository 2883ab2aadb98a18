package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The packages of {@code ./run.sh mutants}, and their numbers in CONTRIBUTING.md. */
class MutantsTableTest {
  private static final Pattern TABLE = Pattern.compile("(?s)mutants_table='\n(.*?)'");
  private static final Pattern NUMBER =
      Pattern.compile("(?m)^\\| `([a-z]+)` \\| (?:[0-9]+ %|not measured) \\|");

  private static List<String[]> rows() throws IOException {
    return TABLE
        .matcher(Files.readString(Path.of("src/test/sh/testing.sh")))
        .results()
        .flatMap(table -> table.group(1).lines())
        .map(line -> line.split(" +"))
        .toList();
  }

  @Test
  void every_package_has_a_row_with_its_number_or_that_there_is_none() throws Exception {
    List<String> told =
        NUMBER
            .matcher(Files.readString(Path.of("CONTRIBUTING.md")))
            .results()
            .map((MatchResult row) -> row.group(1))
            .toList();
    assertThat(rows()).extracting(row -> row[0]).doesNotHaveDuplicates().isEqualTo(told);
  }

  @Test
  void every_package_and_class_that_is_named_is_there() throws Exception {
    assertThat(rows()).isNotEmpty();
    for (String[] row : rows()) {
      assertThat(row).as(row[0]).hasSizeBetween(3, 4);
      for (String named : row[1].split(",")) {
        assertThat(Path.of("src/main/java/dev/dalleserver", file(named))).exists();
      }
      for (int column = 2; column < row.length; column++) {
        for (String named : row[column].split(",")) {
          assertThat(Path.of("src/test/java/dev/dalleserver", file(named))).exists();
        }
      }
    }
  }

  /** Returns the file of a class, or the folder of classes that a pattern names. */
  private static String file(String named) {
    String path = named.replace('.', '/');
    int folder = path.indexOf("/*");
    return folder < 0 ? path.replace("*", "") + ".java" : path.substring(0, folder);
  }
}
