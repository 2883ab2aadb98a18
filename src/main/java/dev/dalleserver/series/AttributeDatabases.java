package dev.dalleserver.series;

import dev.dalleserver.text.FuzzyMatch;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  /** The most mended lines that one line of the log names. */
  private static final int MAX_NAMED_LINES = 20;

  private static final Logger LOG = LoggerFactory.getLogger(AttributeDatabases.class);

  private final ClasspathResources bundled = new ClasspathResources("databases");

  /** The databases of the data directory, and the built-in ones that were used. */
  private final Map<String, AttributeDatabase> loaded;

  /** The files that were left out, and why. */
  private final Map<String, String> skipped;

  private AttributeDatabases(
      Map<String, AttributeDatabase> replacements, Map<String, String> skipped) {
    this.loaded = new ConcurrentHashMap<>(replacements);
    this.skipped = Map.copyOf(skipped);
  }

  /**
   * Reads all databases that replace built-in ones. A file that cannot be used is left out, and the
   * log and {@link #skipped} name it: no file stops the start.
   *
   * @param replacements a folder that may hold {@code <name>.csv}; need not exist
   * @throws IOException when the folder exists and cannot be listed
   */
  public static AttributeDatabases load(Path replacements) throws IOException {
    Map<String, AttributeDatabase> loaded = new HashMap<>();
    Map<String, String> skipped = new TreeMap<>();
    UserFiles files = new UserFiles(replacements, "databases", MAX_FILE_BYTES);
    Set<String> existing = files.names("");
    for (String file : existing) {
      strange(file)
          .ifPresent(
              reason -> {
                skipped.put(files.displayPath(file), reason);
                LOG.warn(
                    "databases event=ignored file={} reason=\"{}\"",
                    files.displayPath(file),
                    reason);
              });
    }
    for (String name : NAMES) {
      String file = name + EXTENSION;
      if (existing.contains(file)) {
        try {
          read(files, name).ifPresent(read -> loaded.put(name, report(files, file, read)));
        } catch (BrokenFileException | IOException e) {
          String reason = PlainReason.of(e);
          skipped.put(files.displayPath(file), reason);
          LOG.warn(
              "databases event=skipped file={} reason=\"{}\" instead=\"the built-in one\"",
              files.displayPath(file),
              reason);
        }
      }
    }
    return new AttributeDatabases(loaded, skipped);
  }

  /**
   * Returns why a file is not read that is meant to be a database: its name is none, but it ends in
   * .csv, or has nearly the name of one. Empty for all other files.
   */
  private static Optional<String> strange(String file) {
    int dot = file.lastIndexOf('.');
    String stem = (dot > 0 ? file.substring(0, dot) : file).toLowerCase(Locale.ROOT);
    boolean isCsv = file.toLowerCase(Locale.ROOT).endsWith(EXTENSION);
    if (file.endsWith(EXTENSION) && NAMES.contains(file.substring(0, dot))) {
      return Optional.empty();
    }
    Optional<String> nearest =
        NAMES.contains(stem) ? Optional.of(stem) : FuzzyMatch.findClosest(stem, NAMES);
    return isCsv || nearest.isPresent()
        ? Optional.of(
            "no database has that name"
                + nearest.map(name -> "; did you mean " + name + EXTENSION + "?").orElse(""))
        : Optional.empty();
  }

  private static Optional<DatabaseFile> read(UserFiles files, String name)
      throws BrokenFileException, IOException {
    String file = name + EXTENSION;
    Optional<UserFiles.Content> content = files.read(file);
    return content.isEmpty()
        ? Optional.empty()
        : Optional.of(
            DatabaseFile.parse(name, files.displayPath(file), content.get().bytes(), Source.USER));
  }

  /** Logs what was read, and which lines were mended. */
  private static AttributeDatabase report(UserFiles files, String file, DatabaseFile read) {
    String path = files.displayPath(file);
    LOG.info(
        "databases event=read file={} lines={} mended={}",
        path,
        read.lines(),
        read.mended().size());
    if (!read.mended().isEmpty()) {
      List<String> first =
          read.mended().subList(0, Math.min(MAX_NAMED_LINES, read.mended().size()));
      String more = first.size() < read.mended().size() ? " and more" : "";
      LOG.warn(
          "databases event=mended file={} lines=\"{}{}\"", path, String.join(", ", first), more);
    }
    for (String warning : read.warnings()) {
      LOG.warn("databases event=warning file={} reason=\"{}\"", path, warning);
    }
    return read.database();
  }

  /** Returns the files that were left out, and why. */
  public Map<String, String> skipped() {
    return skipped;
  }

  /**
   * Returns true when the operator's databases are those of the original's releases up to v6.7.0:
   * their art styles have the original's header and no column {@code sensitive}, and the back
   * styles are the original's too. These releases draw fifteen attributes.
   */
  public boolean areOfEarlierRelease() {
    AttributeDatabase styles = loaded.get("artstyles");
    AttributeDatabase backs = loaded.get("backstyles");
    return styles != null
        && backs != null
        && styles.source() == Source.USER
        && backs.source() == Source.USER
        && DatabaseColumns.has(styles.columns(), "artisticstyle")
        && !DatabaseColumns.has(styles.columns(), "sensitive")
        && DatabaseColumns.has(backs.columns(), "backgroundstlye");
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
      return DatabaseFile.parse(name, file, bundled.read(file), Source.BUILTIN).database();
    } catch (BrokenFileException e) {
      throw new IllegalStateException("the jar holds a broken database", e);
    }
  }
}
