package dev.dalleserver.series;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a small CSV file as described by RFC 4180, with any of the usual separators. A line
 * of another form is mended rather than refused: operators have files of other programs, and
 * leaving a line out would change which record an address draws.
 *
 * @param rows the header first, all with the same number of cells
 * @param mended the lines that were mended or passed over
 * @param separator the character between two cells
 */
record CsvTable(List<Row> rows, List<Mended> mended, char separator) {
  /** The most characters of a line: a record becomes a part of a prompt. */
  static final int MAX_LINE_LENGTH = 20_000;

  /** The most lines that one quoted cell may have: a forgotten quote must not swallow a file. */
  private static final int MAX_QUOTED_LINES = 100;

  /**
   * The cells of one record.
   *
   * @param line where it begins, counted from 1
   * @param text the whole line as it is; with commas where it has other separators, and without
   *     those behind the last column where the header has such too
   */
  record Row(int line, List<String> cells, String text) {
    boolean hasQuotes() {
      return text.indexOf('"') >= 0;
    }
  }

  /** A line that was mended, and its fault. */
  record Mended(int line, String fault) {}

  /**
   * Parses a file; bytes that are not UTF-8 become replacement characters.
   *
   * @param file the name of the file in an error
   * @throws BrokenFileException for what is no text, with the line
   */
  static CsvTable parse(String file, byte[] content) throws BrokenFileException {
    CsvText decoded = CsvText.decode(content);
    return new Parser(file, decoded.text().lines().toList(), decoded.replaced()).parse();
  }

  /** Parses the lines of one file. Confined to one thread. */
  private static final class Parser {
    private final String file;
    private final List<String> lines;
    private final boolean replaced;
    private final List<Row> rows = new ArrayList<>();
    private final List<Mended> mended = new ArrayList<>();
    private CsvDialect form = new CsvDialect(',');

    /** The number of columns of the header; 0 before it was read. */
    private int columns;

    /** Whether the header has separators behind its last column, and so the other lines may. */
    private boolean trimmed;

    Parser(String file, List<String> lines, boolean replaced) {
      this.file = file;
      this.lines = lines;
      this.replaced = replaced;
    }

    CsvTable parse() throws BrokenFileException {
      boolean declared = !lines.isEmpty() && CsvDialect.declaredBy(lines.get(0)).isPresent();
      if (declared) {
        form = CsvDialect.declaredBy(lines.get(0)).get();
      }
      int next = declared ? 1 : 0;
      while (next < lines.size()) {
        String line = lines.get(next);
        examine(next + 1, line);
        if (columns == 0 && !declared) {
          form = CsvDialect.ofHeader(line);
        }
        if (line.isBlank()) {
          next++;
        } else if (form.isEmpty(line)) {
          mended.add(new Mended(next + 1, "only separators; passed over"));
          next++;
        } else {
          next += addRow(next);
        }
      }
      return new CsvTable(rows, mended, form.separator());
    }

    private void examine(int number, String line) throws BrokenFileException {
      if (line.indexOf('\0') >= 0) {
        throw new BrokenFileException(
            file, number, "a NUL character; accepted: text in UTF-8, or UTF-16 with its mark");
      }
      if (line.length() > MAX_LINE_LENGTH) {
        throw new BrokenFileException(
            file, number, "a line of more than " + MAX_LINE_LENGTH + " characters");
      }
      if (replaced && line.indexOf(CsvText.REPLACEMENT) >= 0) {
        mended.add(new Mended(number, "a character that is not UTF-8"));
      }
    }

    /** Adds the record that begins on a line; returns the number of its lines. */
    private int addRow(int index) throws BrokenFileException {
      String line = lines.get(index);
      int length = 1;
      List<String> cells;
      if (line.indexOf('"') < 0) {
        cells = form.split(line);
      } else {
        cells = form.splitQuoted(line, false);
        if (cells.isEmpty()) {
          length = quotedLines(index);
          line = String.join(" ", lines.subList(index, index + length));
          cells = length > 1 ? form.splitQuoted(line, true) : form.split(line);
          if (length == 1) {
            mended.add(new Mended(index + 1, "a quote that begins here is not closed"));
          }
        }
        for (int i = 1; i < length; i++) {
          examine(index + i + 1, lines.get(index + i));
        }
      }
      add(index + 1, cells, line);
      return length;
    }

    /**
     * Returns the number of lines of a record whose first line has an open quote; 1 when the next
     * lines do not close it, or do not make a record of it.
     */
    private int quotedLines(int index) {
      StringBuilder text = new StringBuilder(lines.get(index));
      int end = Math.min(lines.size(), index + MAX_QUOTED_LINES);
      for (int i = index + 1; i < end && text.length() <= MAX_LINE_LENGTH; i++) {
        text.append(' ').append(lines.get(i));
        if (lines.get(i).indexOf('"') >= 0) {
          int cells = form.splitQuoted(text.toString(), true).size();
          if (cells > 0 && (columns == 0 || cells == columns)) {
            return i - index + 1;
          }
        }
      }
      return 1;
    }

    private void add(int number, List<String> cells, String line) {
      if (columns == 0) {
        boolean surplus = line.replace(" ", "").endsWith(String.valueOf(form.separator()));
        columns = surplus ? usedColumns(cells) : cells.size();
        trimmed = columns < cells.size();
      }
      List<String> used = trimmed && usedColumns(cells) <= columns ? fit(cells, true) : cells;
      if (used.size() != columns) {
        mended.add(
            new Mended(
                number, "%d columns where the header has %d".formatted(cells.size(), columns)));
        used = fit(cells, false);
      }
      boolean asItIs = form.separator() == ',' && !trimmed;
      rows.add(new Row(number, used, asItIs ? line : String.join(",", used)));
    }

    /** Returns the number of cells up to the last one that is not empty, at least 1. */
    private static int usedColumns(List<String> cells) {
      int used = cells.size();
      while (used > 1 && cells.get(used - 1).isEmpty()) {
        used--;
      }
      return used;
    }

    /**
     * Adds empty cells for those that are missing.
     *
     * @param cut whether surplus cells are dropped and not joined to the last column
     */
    private List<String> fit(List<String> cells, boolean cut) {
      List<String> fitted =
          new ArrayList<>(cells.subList(0, Math.min(cut ? columns : columns - 1, cells.size())));
      if (!cut && cells.size() > columns) {
        fitted.add(String.join(",", cells.subList(columns - 1, cells.size())));
      } else if (!cut && cells.size() == columns) {
        fitted.add(cells.get(columns - 1));
      }
      while (fitted.size() < columns) {
        fitted.add("");
      }
      return fitted;
    }
  }
}
