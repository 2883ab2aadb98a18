package dev.dalleserver.series;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All tables of words: the built-in ones, each replaced by the data directory's where it has one.
 */
public final class AttributeDatabases {
  /** The names of all databases, in the order in which a dress first draws from them. */
  public static final List<String> NAMES =
      List.of(
          "adverbs",
          "adjectives",
          "nouns",
          "emotions",
          "occupations",
          "actions",
          "artstyles",
          "litstyles",
          "colors",
          "viewpoints",
          "gazes",
          "compositions",
          "backstyles");

  private static final String VERSION_COLUMN = "version";

  private final Map<String, AttributeDatabase> byName;

  private AttributeDatabases(Map<String, AttributeDatabase> byName) {
    this.byName = byName;
  }

  /**
   * Reads all databases.
   *
   * @param replacements a folder that may hold {@code <name>.csv}; need not exist
   * @throws BrokenFileException for the first file that is not as it should be
   * @throws IOException when a file that is there cannot be read
   */
  public static AttributeDatabases load(Path replacements) throws BrokenFileException, IOException {
    BundledFiles bundled = new BundledFiles("databases");
    Map<String, AttributeDatabase> byName = new LinkedHashMap<>();
    for (String name : NAMES) {
      Path replacement = replacements.resolve(name + ".csv");
      byName.put(
          name,
          Files.exists(replacement)
              ? parse(
                  name, "databases/" + name + ".csv", Files.readAllBytes(replacement), Source.USER)
              : parse(name, name + ".csv", bundled.read(name + ".csv"), Source.BUILTIN));
    }
    return new AttributeDatabases(byName);
  }

  /**
   * The database of that name.
   *
   * @throws IllegalArgumentException for a name that is not one of {@link #NAMES}
   */
  public AttributeDatabase get(String name) {
    AttributeDatabase database = byName.get(name);
    if (database == null) {
      throw new IllegalArgumentException("there is no database " + name);
    }
    return database;
  }

  /** The database of that name, if there is one. */
  public Optional<AttributeDatabase> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All of them, in the order of {@link #NAMES}. */
  public List<AttributeDatabase> all() {
    return List.copyOf(byName.values());
  }

  static AttributeDatabase parse(String name, String file, byte[] content, Source source)
      throws BrokenFileException {
    List<CsvTable.Row> rows = CsvTable.parse(file, content).rows();
    if (rows.size() < 2) {
      throw new BrokenFileException(file, 1, "no records");
    }
    List<String> header = rows.get(0).cells();
    if (header.size() < 2 || !header.get(0).equalsIgnoreCase(VERSION_COLUMN)) {
      throw new BrokenFileException(
          file, 1, "the header must begin with the column version and name at least one more");
    }
    List<List<String>> cells = new ArrayList<>();
    for (CsvTable.Row row : rows.subList(1, rows.size())) {
      cells.add(cells(file, row));
    }
    return AttributeDatabase.of(
        name,
        rows.get(1).cells().get(0),
        new ContentHash(content),
        source,
        header.subList(1, header.size()),
        cells);
  }

  private static List<String> cells(String file, CsvTable.Row row) throws BrokenFileException {
    List<String> cells = List.copyOf(row.cells().subList(1, row.cells().size()));
    if (cells.get(0).isEmpty()) {
      throw new BrokenFileException(file, row.line(), "a record without a word");
    }
    return cells;
  }
}
