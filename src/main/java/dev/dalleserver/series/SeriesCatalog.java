package dev.dalleserver.series;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All series that can be asked for, by name: the built-in ones and those in the data directory. The
 * disk is the truth: a file is read again when somebody says that it changed.
 *
 * <p>Readers never wait.
 */
public final class SeriesCatalog {
  static final String ENDING = ".json";

  /**
   * Those that ship with the program: to look them up in its jar would go through 6,000 entries.
   */
  static final List<String> BUILT_IN =
      List.of(
          "autumn-woods",
          "aviary",
          "bestiary",
          "big-top",
          "blue-hour",
          "darkroom",
          "dream-atlas",
          "empty",
          "folk-fair",
          "golden-hour",
          "ink-garden",
          "neon-arcade",
          "old-masters",
          "op-lab",
          "paper-theater",
          "savanna",
          "sculpture-court",
          "simple",
          "small-wonders",
          "spring-meadow",
          "stained-light",
          "tide-pool",
          "winter-hush");

  private final UserFiles userFiles;
  private final Map<SeriesName, Series> builtIn;

  /** Never changed, but replaced, under the catalog's monitor. */
  private volatile Map<SeriesName, Series> byName;

  private SeriesCatalog(Path userFolder, Map<SeriesName, Series> builtIn) {
    this.userFiles = new UserFiles(userFolder, "series", SeriesFile.LONGEST);
    this.builtIn = Map.copyOf(builtIn);
    this.byName = builtIn;
  }

  /**
   * Reads all series. A file with a built-in's name replaces it.
   *
   * @param userFolder a folder that may hold {@code <name>.json}; need not exist
   * @throws BrokenFileException for the first file that is no series or is named like none
   * @throws IOException when a file that is there cannot be read
   */
  public static SeriesCatalog load(Path userFolder) throws BrokenFileException, IOException {
    Map<SeriesName, Series> builtIn = new TreeMap<>();
    ClasspathResources bundled = new ClasspathResources("series");
    for (String text : BUILT_IN) {
      String file = text + ENDING;
      SeriesName name = nameOf(file);
      builtIn.put(
          name, SeriesFile.parse(name, file, bundled.read(file), Source.BUILTIN, Instant.EPOCH));
    }
    SeriesCatalog catalog = new SeriesCatalog(userFolder, builtIn);
    for (String file : catalog.userFiles()) {
      catalog.refresh(file);
    }
    return catalog;
  }

  /**
   * Reads one file as {@link #load} would, and keeps nothing of it.
   *
   * @throws BrokenFileException when it is no series, or is named like none
   * @throws IOException when it cannot be read
   */
  public static void check(Path userFolder, String fileName)
      throws BrokenFileException, IOException {
    if (fileName.endsWith(ENDING)) {
      new SeriesCatalog(userFolder, Map.of()).read(nameOf(fileName), fileName);
    }
  }

  /** The series of that name, if there is one. */
  public Optional<Series> find(SeriesName name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All of them, sorted by name. */
  public List<Series> all() {
    return List.copyOf(byName.values());
  }

  /** True when a series of that name ships with the program, replaced or not. */
  public boolean isBuiltIn(SeriesName name) {
    return builtIn.containsKey(name);
  }

  /** The files in the data directory that are, or should be, series. */
  Set<String> userFiles() throws IOException {
    return userFiles.names(ENDING);
  }

  /**
   * Reads a file again, and knows afterwards what it says; when it is gone, so is its series, and a
   * built-in one that it replaced is back.
   *
   * @return whether anything is different now
   * @throws BrokenFileException when it is no series; what was known of it stays
   * @throws IOException when it cannot be read; what was known of it stays
   */
  synchronized boolean refresh(String fileName) throws BrokenFileException, IOException {
    SeriesName name = nameOf(fileName);
    Optional<Series> user = read(name, fileName);
    Series shipped = builtIn.get(name);
    // A checkout is a data directory too, and its series folder is where the built-in ones come
    // from: an unchanged copy is still the built-in.
    Series now = user.filter(it -> shipped == null || !shipped.sameWordsAs(it)).orElse(shipped);
    if (Objects.equals(now, byName.get(name))) {
      return false;
    }
    Map<SeriesName, Series> next = new TreeMap<>(byName);
    if (now == null) {
      next.remove(name);
    } else {
      next.put(name, now);
    }
    byName = next;
    return true;
  }

  private Optional<Series> read(SeriesName name, String fileName)
      throws BrokenFileException, IOException {
    Optional<UserFiles.Content> content = userFiles.read(fileName);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        SeriesFile.parse(
            name,
            userFiles.shown(fileName),
            content.get().bytes(),
            Source.USER,
            content.get().modifiedAt()));
  }

  private static SeriesName nameOf(String file) throws BrokenFileException {
    try {
      return SeriesName.parse(file.substring(0, file.length() - ENDING.length()));
    } catch (InvalidSeriesException e) {
      throw new BrokenFileException(
          "series/" + file, "its name is no series name, " + SeriesName.FORM);
    }
  }
}
