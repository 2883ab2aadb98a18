package dev.dalleserver.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * One database: a table of words.
 *
 * @param name such as {@code nouns}
 * @param version the version that its records have
 * @param contentHash of the file
 * @param source where it comes from
 * @param columns the names of the columns after the version
 * @param rows the cells of those columns, in the file's order
 * @param records each row as text, its cells joined by commas
 */
public record AttributeDatabase(
    String name,
    String version,
    ContentHash contentHash,
    Source source,
    List<String> columns,
    List<List<String>> rows,
    List<String> records) {
  /** What the cell of a row says that is not marked. */
  private static final Set<String> NOT_MARKED = Set.of("", "0", "no", "false");

  public AttributeDatabase {
    Objects.requireNonNull(name);
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    records = List.copyOf(records);
  }

  static AttributeDatabase of(
      String name,
      String version,
      ContentHash contentHash,
      Source source,
      List<String> columns,
      List<List<String>> rows) {
    // A loop and not a stream: compiling a stream over thousands of rows takes 30 MB at every
    // start.
    List<String> records = new ArrayList<>(rows.size());
    for (List<String> cells : rows) {
      records.add(String.join(",", cells));
    }
    return new AttributeDatabase(name, version, contentHash, source, columns, rows, records);
  }

  /** Returns the SHA-256 of the file in hex. */
  public String hash() {
    return contentHash.text();
  }

  /**
   * Returns the records that contain any of {@code filters}. When there is no filter, those whose
   * row is not marked as sensitive: only a filter chooses these.
   */
  public List<String> select(List<String> filters) {
    if (filters.isEmpty()) {
      int mark = DatabaseColumns.sensitive(columns);
      return mark < 0 ? records : unmarked(mark);
    }
    return records.stream().filter(record -> filters.stream().anyMatch(record::contains)).toList();
  }

  /**
   * Returns the index of the column that describes the word.
   *
   * @param byPosition returned when the header names no such column
   */
  public int descriptionColumn(int byPosition) {
    return DatabaseColumns.description(columns, byPosition);
  }

  private List<String> unmarked(int mark) {
    List<String> unmarked = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      if (NOT_MARKED.contains(rows.get(i).get(mark).toLowerCase(Locale.ROOT))) {
        unmarked.add(records.get(i));
      }
    }
    return unmarked;
  }
}
