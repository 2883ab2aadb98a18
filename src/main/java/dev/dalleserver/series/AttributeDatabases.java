package dev.dalleserver.series;

import dev.dalleserver.text.FuzzyMatch;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All databases: the built-in ones, each replaced by the file in the data directory if there is
 * one. A built-in database is read at its first use: reading all of them takes a fifth of a start.
 * The files are read again on request.
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

  private final UserFiles files;

  private volatile Contents contents;

  private AttributeDatabases(UserFiles files, Contents contents) {
    this.files = files;
    this.contents = contents;
  }

  /**
   * What was read at once.
   *
   * @param loaded the databases of the data directory, and the built-in ones that were used
   * @param skipped the files that were left out, and why
   */
  private record Contents(
      ConcurrentMap<String, AttributeDatabase> loaded, Map<String, String> skipped) {
    /** Returns the operator's database of that name, if there is one. */
    Optional<AttributeDatabase> ofUser(String name) {
      return Optional.ofNullable(loaded.get(name))
          .filter(database -> database.source() == Source.USER);
    }
  }

  /**
   * Reads all databases that replace built-in ones. A file that cannot be used is left out, and the
   * log and {@link #skipped} name it: no file stops the start.
   *
   * @param replacements a folder that may hold {@code <name>.csv}; need not exist
   * @throws IOException when the folder exists and cannot be listed
   */
  public static AttributeDatabases load(Path replacements) throws IOException {
    UserFiles files = new UserFiles(replacements, "databases", MAX_FILE_BYTES);
    Contents none = new Contents(new ConcurrentHashMap<>(), Map.of());
    return new AttributeDatabases(files, read(files, none));
  }

  /**
   * Reads the operator's databases again. Where a file cannot be used now, the database stays that
   * was read from it before. Dresses that exist keep their words.
   *
   * @return the names of the databases that have changed
   * @throws IOException when the folder exists and cannot be listed; all databases stay
   */
  public synchronized List<String> reload() throws IOException {
    Contents before = contents;
    Contents now = read(files, before);
    contents = now;
    return NAMES.stream()
        .filter(
            name ->
                !now.ofUser(name)
                    .map(AttributeDatabase::hash)
                    .equals(before.ofUser(name).map(AttributeDatabase::hash)))
        .toList();
  }

  /** Returns the databases as they are now, which no reload changes. */
  public AttributeDatabases snapshot() {
    return new AttributeDatabases(files, contents);
  }

  /** Returns true when no reload has come between the two. */
  public boolean isSameAs(AttributeDatabases other) {
    return contents == other.contents;
  }

  /**
   * Reads the files of a folder.
   *
   * @param before what stays of a file that cannot be used
   */
  private static Contents read(UserFiles files, Contents before) throws IOException {
    ConcurrentMap<String, AttributeDatabase> loaded = new ConcurrentHashMap<>(before.loaded());
    loaded.values().removeIf(database -> database.source() == Source.USER);
    Map<String, String> skipped = new TreeMap<>();
    Set<String> existing = files.names("");
    existing.forEach(
        file -> faultOfName(file).ifPresent(reason -> ignore(files, file, reason, skipped)));
    for (String name : NAMES) {
      String file = name + EXTENSION;
      if (existing.contains(file)) {
        try {
          Optional<DatabaseFile> read = read(files, name);
          read.ifPresent(found -> loaded.put(name, found.database()));
          read.filter(found -> isNew(found.database(), before))
              .ifPresent(found -> report(files, file, found));
        } catch (BrokenFileException | IOException e) {
          String reason = PlainReason.of(e);
          skipped.put(files.displayPath(file), reason);
          Optional<AttributeDatabase> old = before.ofUser(name);
          old.ifPresent(database -> loaded.put(name, database));
          LOG.warn(
              "databases event=skipped file={} reason=\"{}\" instead=\"{}\"",
              files.displayPath(file),
              reason,
              old.isPresent() ? "the one that was read before" : "the built-in one");
        }
      }
    }
    return new Contents(loaded, Map.copyOf(skipped));
  }

  private static void ignore(
      UserFiles files, String file, String reason, Map<String, String> skipped) {
    String path = files.displayPath(file);
    skipped.put(path, reason);
    LOG.warn("databases event=ignored file={} reason=\"{}\"", path, reason);
  }

  private static boolean isNew(AttributeDatabase database, Contents before) {
    return before
        .ofUser(database.name())
        .filter(old -> old.hash().equals(database.hash()))
        .isEmpty();
  }

  /**
   * Returns why a file is not read that is meant to be a database: its name is none, but it ends in
   * .csv, or has nearly the name of one. Empty for all other files.
   */
  private static Optional<String> faultOfName(String file) {
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
  private static void report(UserFiles files, String file, DatabaseFile read) {
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
  }

  /** Returns the files that were left out, and why. */
  public Map<String, String> skipped() {
    return contents.skipped();
  }

  /**
   * Returns true when the operator's databases are those of the original's releases up to v6.7.0:
   * their art styles have the original's header and no column {@code sensitive}, and the back
   * styles are the original's too. These releases draw fifteen attributes.
   */
  public boolean areOfEarlierRelease() {
    Contents now = contents;
    boolean styles =
        now.ofUser("artstyles")
            .filter(found -> DatabaseColumns.has(found.columns(), "artisticstyle"))
            .filter(found -> !DatabaseColumns.has(found.columns(), "sensitive"))
            .isPresent();
    return styles
        && now.ofUser("backstyles")
            .filter(found -> DatabaseColumns.has(found.columns(), "backgroundstlye"))
            .isPresent();
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
        ? Optional.of(contents.loaded().computeIfAbsent(name, this::builtIn))
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
