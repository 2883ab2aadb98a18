package dev.dalleserver.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A database as it was read from a file.
 *
 * @param database the database
 * @param lines the number of lines with records
 * @param mended one text for each mended line, beginning with its number
 * @param warnings what the operator should know of the file as a whole
 */
record DatabaseFile(
    AttributeDatabase database, int lines, List<String> mended, List<String> warnings) {
  /**
   * Reads a file.
   *
   * @param file the name of the file in an error
   * @throws BrokenFileException when it has no records, or what shows that it is not whole; with
   *     the line
   */
  static DatabaseFile parse(String name, String file, byte[] content, Source source)
      throws BrokenFileException {
    CsvTable table = CsvTable.parse(file, content);
    List<CsvTable.Row> rows = table.rows();
    if (rows.isEmpty()) {
      throw new BrokenFileException(file, 1, "no records");
    }
    List<String> header = rows.get(0).cells();
    List<String> warnings = new ArrayList<>();
    DatabaseColumns columns = DatabaseColumns.of(name, header);
    if (table.separator() != ',') {
      warnings.add(
          "its cells are separated by "
              + (table.separator() == '\t' ? "tabs" : table.separator())
              + " and not by commas");
    }
    boolean headless = !columns.isKnown() && looksLikeRecord(rows);
    if (headless) {
      warnings.add("it has no header; the first line is a record");
    } else if (!columns.isKnown()) {
      warnings.add(
          "its header names no column for the words; column " + (columns.word() + 1) + " is taken");
    }
    if (columns.isKnown()) {
      requireOneHeader(file, rows);
    }
    List<CsvTable.Row> records = headless ? rows : rows.subList(1, rows.size());
    if (records.isEmpty()) {
      throw new BrokenFileException(file, 1, "no records");
    }
    return new DatabaseFile(
        database(name, new ContentHash(content), source, columns, header, records),
        records.size(),
        mended(table, records, columns),
        warnings);
  }

  private static void requireOneHeader(String file, List<CsvTable.Row> rows)
      throws BrokenFileException {
    List<String> header = rows.get(0).cells();
    for (CsvTable.Row row : rows.subList(1, rows.size())) {
      if (isSame(row.cells(), header)) {
        throw new BrokenFileException(
            file, row.line(), "the header again; is this one file behind another?");
      }
    }
  }

  private static boolean isSame(List<String> cells, List<String> header) {
    for (int i = 0; i < header.size(); i++) {
      if (!header.get(i).equalsIgnoreCase(cells.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static AttributeDatabase database(
      String name,
      ContentHash hash,
      Source source,
      DatabaseColumns columns,
      List<String> header,
      List<CsvTable.Row> rows) {
    List<List<String>> cells = new ArrayList<>(rows.size());
    List<String> records = new ArrayList<>(rows.size());
    // Loops and not streams: compiling a stream over thousands of rows takes 30 MB at every start.
    for (CsvTable.Row row : rows) {
      List<String> arranged = columns.arrange(row.cells());
      cells.add(arranged);
      records.add(record(columns, row, arranged));
    }
    String version = columns.version() < 0 ? "" : rows.get(0).cells().get(columns.version());
    return new AttributeDatabase(
        name, version, hash, source, columns.arrange(header), cells, records);
  }

  /**
   * Returns the record as text. Without quotes it is the line after its version, as the original
   * has it, blanks and surplus commas included.
   */
  private static String record(DatabaseColumns columns, CsvTable.Row row, List<String> arranged) {
    int comma = row.text().indexOf(',');
    return columns.isUsualOrder() && !row.hasQuotes() && comma >= 0
        ? row.text().substring(comma + 1)
        : String.join(",", arranged);
  }

  /** Returns true when the first line has a version, as the second one has it. */
  private static boolean looksLikeRecord(List<CsvTable.Row> rows) {
    String first = rows.get(0).cells().get(0).toLowerCase(Locale.ROOT);
    return first.matches("v[0-9][0-9.]*")
        || (rows.size() > 1
            && first.matches("[0-9][0-9.]*")
            && first.equals(rows.get(1).cells().get(0)));
  }

  private static List<String> mended(
      CsvTable table, List<CsvTable.Row> rows, DatabaseColumns columns) {
    List<String> mended = new ArrayList<>();
    for (CsvTable.Mended line : table.mended()) {
      mended.add(line.line() + " (" + line.fault() + ")");
    }
    for (CsvTable.Row row : rows) {
      if (row.cells().get(columns.word()).isEmpty()) {
        mended.add(row.line() + " (a record without a word)");
      }
    }
    return mended;
  }
}
