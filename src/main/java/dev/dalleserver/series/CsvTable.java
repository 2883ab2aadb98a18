package dev.dalleserver.series;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a small CSV file as described by RFC 4180, one record a line.
 *
 * @param rows the header first, all with the same number of cells
 */
record CsvTable(List<Row> rows) {
  /** The cells of one line; lines are counted from 1. */
  record Row(int line, List<String> cells) {}

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /**
   * Parses a file.
   *
   * @param file the name of the file in an error
   * @throws BrokenFileException with the number of the first invalid line
   */
  static CsvTable parse(String file, byte[] content) throws BrokenFileException {
    String text = decode(file, content);
    List<Row> rows = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      Row row = new Row(number, cells(file, number, line));
      int columns = rows.isEmpty() ? row.cells().size() : rows.get(0).cells().size();
      if (row.cells().size() != columns) {
        throw new BrokenFileException(
            file,
            number,
            "%d columns where the header has %d".formatted(row.cells().size(), columns));
      }
      rows.add(row);
    }
    return new CsvTable(rows);
  }

  private static String decode(String file, byte[] content) throws BrokenFileException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new BrokenFileException(file, lineOfBadByte(content), "not UTF-8");
    }
  }

  private static int lineOfBadByte(byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content);
    // The decoder stops in front of the first byte that it cannot decode.
    StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(content.length), true);
    int line = 1;
    for (int i = 0; i < in.position(); i++) {
      if (content[i] == '\n') {
        line++;
      }
    }
    return line;
  }

  private static List<String> cells(String file, int number, String line)
      throws BrokenFileException {
    return line.indexOf('"') < 0 ? split(line) : splitQuoted(file, number, line);
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

  private static List<String> splitQuoted(String file, int number, String line)
      throws BrokenFileException {
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
      throw new BrokenFileException(file, number, "a quote is not closed");
    }
    fields.add(field.toString().strip());
    return fields;
  }
}
