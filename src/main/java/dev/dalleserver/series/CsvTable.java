package dev.dalleserver.series;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a small CSV file as described by RFC 4180, one record a line. A line of another form
 * is mended rather than refused: operators have files of other programs, and leaving a line out
 * would change which record an address draws.
 *
 * @param rows the header first, all with the same number of cells
 * @param mended the lines that were mended
 */
record CsvTable(List<Row> rows, List<Mended> mended) {
  /**
   * The cells of one line.
   *
   * @param line counted from 1
   * @param text the whole line as it is
   */
  record Row(int line, List<String> cells, String text) {
    boolean hasQuotes() {
      return text.indexOf('"') >= 0;
    }
  }

  /** A line that was mended, and its fault. */
  record Mended(int line, String fault) {}

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REPLACEMENT = '\uFFFD';

  /** Parses a file; bytes that are not UTF-8 become replacement characters. */
  static CsvTable parse(byte[] content) {
    String decoded = new String(content, StandardCharsets.UTF_8);
    // A file may have a replacement character of its own, which is none of its faults.
    boolean replaced =
        decoded.indexOf(REPLACEMENT) >= 0
            && !Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), content);
    String text =
        !decoded.isEmpty() && decoded.charAt(0) == BYTE_ORDER_MARK ? decoded.substring(1) : decoded;
    List<Row> rows = new ArrayList<>();
    List<Mended> mended = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank()) {
        int columns = rows.isEmpty() ? 0 : rows.get(0).cells().size();
        if (replaced && line.indexOf(REPLACEMENT) >= 0) {
          mended.add(new Mended(number, "a character that is not UTF-8"));
        }
        rows.add(row(number, line, columns, mended));
      }
    }
    return new CsvTable(rows, mended);
  }

  private static Row row(int number, String line, int columns, List<Mended> mended) {
    List<String> cells = line.indexOf('"') < 0 ? split(line) : splitQuoted(line);
    if (cells.isEmpty()) {
      mended.add(new Mended(number, "a quote is not closed"));
      cells = split(line);
    }
    if (columns > 0 && cells.size() != columns) {
      mended.add(
          new Mended(
              number, "%d columns where the header has %d".formatted(cells.size(), columns)));
      cells = fit(cells, columns);
    }
    return new Row(number, cells, line);
  }

  /** Joins surplus cells to the last column, and adds empty ones for those that are missing. */
  private static List<String> fit(List<String> cells, int columns) {
    List<String> fitted = new ArrayList<>(cells.subList(0, Math.min(columns - 1, cells.size())));
    if (cells.size() > columns) {
      fitted.add(String.join(",", cells.subList(columns - 1, cells.size())));
    } else if (cells.size() == columns) {
      fitted.add(cells.get(columns - 1));
    }
    while (fitted.size() < columns) {
      fitted.add("");
    }
    return fitted;
  }

  /**
   * Splits a line without quotes: nearly every line, and a start reads thousands before the JIT
   * compiler has warmed up.
   */
  private static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    int from = 0;
    for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', from)) {
      fields.add(line.substring(from, comma).strip());
      from = comma + 1;
    }
    fields.add(line.substring(from).strip());
    return fields;
  }

  /** Splits a line with quotes; empty when one is not closed. */
  private static List<String> splitQuoted(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"' && (quoted || field.isEmpty())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      return List.of();
    }
    fields.add(field.toString().strip());
    return fields;
  }
}
