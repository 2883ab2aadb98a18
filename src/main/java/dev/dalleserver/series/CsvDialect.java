package dev.dalleserver.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits the lines of a CSV file into cells, by the separator of that file.
 *
 * @param separator the character between two cells
 */
record CsvDialect(char separator) {
  /** What else than a comma separates the cells in files of spreadsheets. */
  private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');

  /** The first line by which Excel tells the separator. */
  private static final Pattern DECLARATION = Pattern.compile("\"?(?i:sep)=(.)\"?[,;|\\s]*");

  /** Returns the separator that a first line declares; empty for any other line. */
  static Optional<CsvDialect> declaredBy(String line) {
    Matcher declaration = DECLARATION.matcher(line);
    return declaration.matches() && SEPARATORS.contains(declaration.group(1).charAt(0))
        ? Optional.of(new CsvDialect(declaration.group(1).charAt(0)))
        : Optional.empty();
  }

  /** Returns what separates the cells of a header: a comma if it can be one. */
  static CsvDialect ofHeader(String header) {
    List<CsvDialect> possible =
        SEPARATORS.stream()
            .filter(separator -> header.indexOf(separator) >= 0)
            .map(CsvDialect::new)
            .toList();
    return possible.stream()
        .filter(line -> line.split(header.toLowerCase(Locale.ROOT)).contains("version"))
        .findFirst()
        .or(() -> possible.stream().findFirst())
        .orElse(new CsvDialect(','));
  }

  /** Returns true when a line has separators and blanks only, as spreadsheets leave them. */
  boolean isEmpty(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) != separator && !Character.isWhitespace(line.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Splits a line without regard to quotes: nearly every line has none, and a start reads thousands
   * before the JIT compiler has warmed up.
   */
  List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    int from = 0;
    for (int at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, from)) {
      fields.add(line.substring(from, at).strip());
      from = at + 1;
    }
    fields.add(line.substring(from).strip());
    return fields;
  }

  /**
   * Splits a line with quotes; empty when one is not closed.
   *
   * @param strict whether nothing may follow a closed quote within its cell
   */
  List<String> splitQuoted(String line, boolean strict) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    boolean closed = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"' && (quoted || field.isEmpty())) {
        closed = quoted;
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
        closed = false;
      } else if (strict && closed && !Character.isWhitespace(c)) {
        return List.of();
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
