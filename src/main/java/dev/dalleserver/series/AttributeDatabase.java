package dev.dalleserver.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One database: a table of words.
 *
 * @param name such as {@code nouns}
 * @param version the version that its records have
 * @param contentHash of the file
 * @param source where it comes from
 * @param columns the names of the columns after the version
 * @param rows the cells of those columns, in the file's order
 * @param records each row's cells joined by commas
 */
public record AttributeDatabase(
    String name,
    String version,
    ContentHash contentHash,
    Source source,
    List<String> columns,
    List<List<String>> rows,
    List<String> records) {
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
   * Returns the records that contain any of {@code filters}; all of them when there is no filter.
   */
  public List<String> select(List<String> filters) {
    if (filters.isEmpty()) {
      return records;
    }
    return records.stream().filter(record -> filters.stream().anyMatch(record::contains)).toList();
  }
}
