package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

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
    assertMended("a,b\n1,2\n\"3,4\n5,6\n", 3, "a quote is not closed");
  }

  @Test
  void a_byte_that_is_not_utf_8_is_replaced() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("a,b\n1,ä\n3,".getBytes(StandardCharsets.UTF_8));
    // Latin-1's a umlaut, and then the start of a character that the file's end cuts off.
    for (byte[] bytes : List.of(with(file, 0xe4, '\n'), with(file, 0xc3))) {
      assertThat(CsvTable.parse(bytes).mended())
          .contains(new CsvTable.Mended(3, "a character that is not UTF-8"));
      assertThat(CsvTable.parse(bytes).rows()).hasSize(3);
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
  void any_bytes_are_a_table_with_rows_of_one_width(@ForAll byte[] bytes) {
    assertThat(CsvTable.parse(bytes).rows().stream().map(row -> row.cells().size()).distinct())
        .hasSizeLessThanOrEqualTo(1);
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
    return CsvTable.parse(text.getBytes(StandardCharsets.UTF_8));
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
