package dev.dalleserver.series;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All databases: the built-in ones, each replaced by the file in the data directory if there is
 * one. A built-in database is read at its first use: reading all of them takes a fifth of a start.
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

  /** In bytes; the largest built-in file has some hundred thousand. */
  private static final int MAX_FILE_BYTES = 64 * 1024 * 1024;

  private static final String EXTENSION = ".csv";
  private static final String VERSION_COLUMN = "version";

  private final ClasspathResources bundled = new ClasspathResources("databases");

  /** The databases of the data directory, and the built-in ones that were used. */
  private final Map<String, AttributeDatabase> loaded;

  private AttributeDatabases(Map<String, AttributeDatabase> replacements) {
    this.loaded = new ConcurrentHashMap<>(replacements);
  }

  /**
   * Reads all databases that replace built-in ones.
   *
   * @param replacements a folder that may hold {@code <name>.csv}; need not exist
   * @throws BrokenFileException for the first invalid file
   * @throws IOException when an existing file cannot be read
   */
  public static AttributeDatabases load(Path replacements) throws BrokenFileException, IOException {
    Map<String, AttributeDatabase> loaded = new HashMap<>();
    UserFiles files = new UserFiles(replacements, "databases", MAX_FILE_BYTES);
    Set<String> existing = files.names(EXTENSION);
    for (String name : NAMES) {
      String file = name + EXTENSION;
      Optional<UserFiles.Content> content =
          existing.contains(file) ? files.read(file) : Optional.empty();
      if (content.isPresent()) {
        loaded.put(name, parse(name, files.displayPath(file), content.get().bytes(), Source.USER));
      }
    }
    return new AttributeDatabases(loaded);
  }

  /**
   * Returns the database of that name.
   *
   * @throws IllegalArgumentException for a name that is not one of {@link #NAMES}
   */
  public AttributeDatabase get(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no database " + name));
  }

  /** Returns the database of that name, if there is one. */
  public Optional<AttributeDatabase> find(String name) {
    return NAMES.contains(name)
        ? Optional.of(loaded.computeIfAbsent(name, this::builtIn))
        : Optional.empty();
  }

  /** Returns the records of the database of that name; none when there is no such database. */
  public List<String> records(String name) {
    return find(name).map(AttributeDatabase::records).orElse(List.of());
  }

  /** Returns all databases, in the order of {@link #NAMES}. */
  public List<AttributeDatabase> all() {
    return NAMES.stream().map(this::get).toList();
  }

  private AttributeDatabase builtIn(String name) {
    String file = name + EXTENSION;
    try {
      return parse(name, file, bundled.read(file), Source.BUILTIN);
    } catch (BrokenFileException e) {
      throw new IllegalStateException("the jar holds a broken database", e);
    }
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
