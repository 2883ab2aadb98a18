package dev.dalleserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Pages name the test of each promise; each of these tests exists, by its class and its method. */
class NamedTestsTest {
  private static final Path SECURITY = Path.of("SECURITY.md");
  private static final Path RELIABILITY = Path.of("docs", "reliability.md");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)(?:#(\\w+))?`");
  private static final Pattern IN_BROWSER = Pattern.compile("`([a-z]+\\.test\\.js)`");
  private static final int ROWS = 44;

  /** Of the matrix: what clients that connect again must not do is not held by a test yet. */
  private static final int WITHOUT_A_TEST = 44;

  @TestFactory
  Stream<DynamicTest> each_named_test_is_there() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : List.of(SECURITY, RELIABILITY)) {
      String text = Files.readString(page);
      NAMED
          .matcher(text)
          .results()
          .map(named -> named.group())
          .distinct()
          .forEach(name -> tests.add(DynamicTest.dynamicTest(page + " " + name, () -> find(name))));
      IN_BROWSER
          .matcher(text)
          .results()
          .map(named -> named.group(1))
          .distinct()
          .forEach(
              name ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          page + " " + name,
                          () -> assertThat(Path.of("src", "test", "browser", name)).exists())));
    }
    assertThat(tests).hasSizeGreaterThan(50);
    return tests.stream();
  }

  private static void find(String name) throws IOException {
    Matcher named = NAMED.matcher(name);
    assertThat(named.matches()).isTrue();
    Path source = TestCommands.source(named.group(1));
    if (named.group(2) != null) {
      assertThat(source).content().containsPattern("\\b" + named.group(2) + "\\(");
    }
  }

  @Test
  void each_threat_names_what_stops_it_and_a_test() throws IOException {
    assertThat(rows("<!-- threats -->"))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            row -> {
              assertThat(row.split("\\|")).hasSize(4);
              assertThat(row).containsPattern(NAMED);
            });
  }

  @Test
  void the_matrix_has_each_row_once_and_each_names_a_test() throws IOException {
    List<String> rows = rows("<!-- matrix -->");
    assertThat(rows.stream().map(row -> row.split("\\|")[1].strip()))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, ROWS).mapToObj(n -> "" + n).toList());
    for (int i = 1; i <= ROWS; i++) {
      assertThat(NAMED.matcher(rows.get(i - 1)).find())
          .as(rows.get(i - 1))
          .isEqualTo(i != WITHOUT_A_TEST);
    }
  }

  /** Without head and line. */
  private static List<String> rows(String mark) throws IOException {
    String page = Files.readString(SECURITY);
    return page.substring(page.indexOf(mark))
        .lines()
        .skip(3)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }
}
