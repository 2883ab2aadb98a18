package dev.dalleserver.dress;

import java.util.List;

/**
 * One record that the digits of a seed have drawn.
 *
 * @param database the database of the record
 * @param name its name within the dress, see {@link AttributeName#key()}
 * @param bytes the six hex digits of the seed that chose it; empty for the back style
 * @param number the value of {@code bytes}
 * @param factor {@code number / 2^24}, from 0 to below 1
 * @param count the number of records that the series selects
 * @param selector {@code floor(count * factor)}, the index of the record among them
 * @param value the record, its columns joined by commas; {@code none} when the series selects none
 */
public record Attribute(
    String database,
    String name,
    String bytes,
    long number,
    double factor,
    int count,
    int selector,
    String value) {
  /** The value of an attribute for which a series selects no record. */
  public static final String NONE = "none";

  /** Returns the word, the record's first column. */
  public String word() {
    return column(0);
  }

  /** Returns a column of the record, counted from 0; empty when the record does not have it. */
  public String column(int index) {
    List<String> columns = List.of(value.split(",", -1));
    return index < columns.size() ? columns.get(index).strip() : "";
  }

  /**
   * Returns the rest of the record from a column on, as one text: the last column of some records
   * has commas. Empty when the record does not have it.
   */
  public String columnsFrom(int index) {
    List<String> columns = List.of(value.split(",", -1));
    return index < columns.size()
        ? String.join(",", columns.subList(index, columns.size())).strip()
        : "";
  }

  /** Returns the attribute of a dress that does not have it. */
  static Attribute missing(AttributeName name) {
    return new Attribute(name.database(), name.key(), "", 0, 0, 0, 0, NONE);
  }

  /** Returns true when the series selects no record. */
  public boolean hasNoRecord() {
    return value.equals(NONE);
  }
}
