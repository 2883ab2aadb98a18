package dev.dalleserver.dress;

import java.util.List;

/**
 * One word that a seed has drawn.
 *
 * @param database the database it was drawn from
 * @param name its name within the dress, see {@link AttributeName#key()}
 * @param bytes the six hex digits of the seed that chose it; empty for the back style
 * @param number the value of {@code bytes}
 * @param factor {@code number / 2^24}, from 0 to below 1
 * @param count how many records the series let through
 * @param selector {@code floor(count * factor)}, the index of the record among them
 * @param value the record, its columns joined by commas; {@code none} when there was nothing left
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
  /** The value of an attribute for which a series leaves no record. */
  public static final String NONE = "none";

  /** The word itself, the record's first column. */
  public String word() {
    return column(0);
  }

  /** A further column of the record counted from 0, or an empty string where it has none. */
  public String column(int index) {
    List<String> columns = List.of(value.split(",", -1));
    return index < columns.size() ? columns.get(index).strip() : "";
  }

  /** True when there was nothing to choose from. */
  public boolean none() {
    return value.equals(NONE);
  }

  /** False for an attribute read from a file that lacks one of its texts. */
  boolean sound() {
    return database != null && name != null && bytes != null && value != null;
  }
}
