package dev.dalleserver.series;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
  @Test
  void cells_lie_between_commas() throws Exception {
    assertThat(rows("version,word,group\nv1,a bear,mammal\n"))
        .containsExactly(List.of("version", "word", "group"), List.of("v1", "a bear", "mammal"));
  }

  @Test
  void a_quoted_cell_may_hold_commas_and_doubled_quotes() throws Exception {
    assertThat(rows("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n"))
        .containsExactly(List.of("a", "b"), List.of("x, y", "say \"hi\""));
  }

  @Test
  void an_empty_quoted_cell_is_an_empty_cell() throws Exception {
    assertThat(rows("a,b,c\n\"\",,\"\"")).last().isEqualTo(List.of("", "", ""));
  }

  @Test
  void a_byte_order_mark_windows_line_ends_and_blank_lines_do_no_harm() throws Exception {
    assertThat(rows("\uFEFFa,b\r\n\r\n1, 2 \r\n"))
        .containsExactly(List.of("a", "b"), List.of("1", "2"));
  }

  @Test
  void an_empty_file_has_no_rows() throws Exception {
    assertThat(rows("")).isEmpty();
  }

  @Test
  void surplus_cells_belong_to_the_last_column() {
    assertThat(table("a,b\n1,2,3, 4\n").rows())
        .last()
        .extracting(CsvTable.Row::cells)
        .isEqualTo(List.of("1", "2,3,4"));
    assertMended("a,b\n1,2\n\n1,2,3\n", 4, "3 columns where the header has 2");
  }

  @Test
  void missing_cells_are_empty() {
    assertThat(table("a,b,c\n1\n").rows())
        .last()
        .extracting(CsvTable.Row::cells)
        .isEqualTo(List.of("1", "", ""));
    assertMended("a,b\n1,2\n\n3\n", 4, "1 columns where the header has 2");
  }

  @Test
  void a_quote_that_is_not_closed_is_a_character() {
    assertThat(table("a,b\n1,2\n\"3,4\n5,6\n").rows())
        .hasSize(4)
        .element(2)
        .extracting(CsvTable.Row::cells)
        .isEqualTo(List.of("\"3", "4"));
    assertMended("a,b\n1,2\n\"3,4\n5,6\n", 3, "a quote that begins here is not closed");
  }

  @Test
  void a_byte_that_is_not_utf_8_is_replaced() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("a,b\n1,ä\n3,".getBytes(StandardCharsets.UTF_8));
    // Latin-1's a umlaut, and then the start of a character that the file's end cuts off.
    for (byte[] bytes : List.of(with(file, 0xe4, '\n'), with(file, 0xc3))) {
      assertThat(parsed(bytes).mended())
          .contains(new CsvTable.Mended(3, "a character that is not UTF-8"));
      assertThat(parsed(bytes).rows()).hasSize(3);
    }
  }

  @Test
  void a_replacement_character_of_the_file_itself_is_no_fault() {
    assertThat(table("a,b\n1,yucat\uFFFDn\n").mended()).isEmpty();
  }

  @Property(tries = 300)
  void what_is_quoted_comes_back(@ForAll("tables") List<List<String>> table) throws Exception {
    String text =
        table.stream()
            .map(row -> row.stream().map(CsvTableTest::quoted).collect(Collectors.joining(",")))
            .collect(Collectors.joining("\n"));

    assertThat(rows(text)).isEqualTo(table);
  }

  @Property(tries = 300)
  void any_bytes_but_nul_are_a_table_with_rows_of_one_width(@ForAll byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == 0 ? (byte) ' ' : bytes[i];
    }
    assertThat(parsed(bytes).rows().stream().map(row -> row.cells().size()).distinct())
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void rows_of_separators_only_are_passed_over_and_named() {
    assertThat(rows("a,b\n1,2\n,\n , \n3,4\n"))
        .containsExactly(List.of("a", "b"), List.of("1", "2"), List.of("3", "4"));
    assertMended("a,b\n1,2\n,\n3,4\n", 3, "only separators; passed over");
  }

  @Test
  void a_quoted_cell_may_have_line_breaks_which_become_blanks() {
    assertThat(rows("a,b\n1,\"two\nlines\"\n3,4\n"))
        .containsExactly(List.of("a", "b"), List.of("1", "two lines"), List.of("3", "4"));
    assertThat(table("a,b\r\n1,\"two\r\nlines\"\r\n3,4,5\r\n").mended())
        .containsExactly(new CsvTable.Mended(4, "3 columns where the header has 2"));
  }

  @Test
  void two_stray_quotes_do_not_swallow_the_lines_between_them() {
    assertThat(rows("a,b\n1,\"two\n3,4\n5,\"six\n")).hasSize(4);
    assertMended("a,b\n1,\"two\n3,4\n", 2, "a quote that begins here is not closed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version;b\n1;two, three\n",
        "version\tb\n1\ttwo, three\n",
        "version|b\r1|two, three\r",
        "sep=;\nversion;b\n1;two, three\n",
        "\uFEFF\"sep=;\"\r\nversion;b\r\n1;\"two, three\"\r\n",
        "version;b;;\n1;two, three;;\n;;;\n",
        "version,b,\n1,\"two, three\",\n"
      })
  void other_separators_are_read_too(String text) {
    assertThat(rows(text)).containsExactly(List.of("version", "b"), List.of("1", "two, three"));
  }

  @Test
  void utf_16_with_its_mark_is_read() {
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      assertThat(parsed("\uFEFFa,b\n1,é\n".getBytes(charset)).rows())
          .last()
          .extracting(CsvTable.Row::cells)
          .isEqualTo(List.of("1", "é"));
    }
  }

  @Test
  void what_is_no_text_is_refused_with_its_line() {
    assertThatThrownBy(() -> CsvTable.parse("words.csv", "a,b\n1,2\n3,\0\n".getBytes(UTF_8)))
        .hasMessageStartingWith("words.csv:3: a NUL character");
    String line = "x".repeat(CsvTable.MAX_LINE_LENGTH + 1);
    assertThatThrownBy(() -> CsvTable.parse("words.csv", ("a\n" + line).getBytes(UTF_8)))
        .hasMessageStartingWith("words.csv:2: a line of more than");
    assertThatThrownBy(
            () -> CsvTable.parse("words.csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE)))
        .hasMessageStartingWith("words.csv:1: a NUL character");
  }

  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> cell =
        Arbitraries.strings().withChars("ab,\"' é#").ofMaxLength(6).map(String::strip);
    return Arbitraries.integers()
        .between(1, 4)
        .flatMap(width -> cell.list().ofSize(width).list().ofMinSize(1).ofMaxSize(5));
  }

  private static String quoted(String cell) {
    return '"' + cell.replace("\"", "\"\"") + '"';
  }

  private static List<List<String>> rows(String text) {
    return table(text).rows().stream().map(CsvTable.Row::cells).toList();
  }

  private static CsvTable table(String text) {
    return parsed(text.getBytes(UTF_8));
  }

  private static CsvTable parsed(byte[] content) {
    try {
      return CsvTable.parse("words.csv", content);
    } catch (BrokenFileException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] with(ByteArrayOutputStream file, int... more) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(file.toByteArray());
    for (int b : more) {
      all.write(b);
    }
    return all.toByteArray();
  }

  private static void assertMended(String text, int line, String fault) {
    assertThat(table(text).mended()).containsExactly(new CsvTable.Mended(line, fault));
  }
}
