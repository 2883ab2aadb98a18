package dev.dalleserver.series;

import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.SeriesName;
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
 * All series by name: the built-in ones and those in the data directory. The disk is authoritative:
 * a file is read again when a caller reports that it changed.
 *
 * <p>Readers never wait.
 */
public final class SeriesCatalog {
  static final String EXTENSION = ".json";

  /** The built-in series; listing them in the jar would iterate over 6,000 entries. */
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

  /** An immutable map, replaced under the catalog's monitor. */
  private volatile Map<SeriesName, Series> byName;

  private SeriesCatalog(Path userFolder, Map<SeriesName, Series> builtIn) {
    this.userFiles = new UserFiles(userFolder, "series", SeriesFile.MAX_BYTES);
    this.builtIn = Map.copyOf(builtIn);
    this.byName = builtIn;
  }

  /**
   * Reads all series. A file with the name of a built-in series replaces it.
   *
   * @param userFolder a folder that may hold {@code <name>.json}; need not exist
   * @throws BrokenFileException for the first file that is not a series or has an invalid name
   * @throws IOException when an existing file cannot be read
   */
  public static SeriesCatalog load(Path userFolder) throws BrokenFileException, IOException {
    Map<SeriesName, Series> builtIn = new TreeMap<>();
    ClasspathResources bundled = new ClasspathResources("series");
    for (String seriesName : BUILT_IN) {
      String file = seriesName + EXTENSION;
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
   * Reads one file as {@link #load} would, and discards the result.
   *
   * @throws BrokenFileException when it is not a series, or has an invalid name
   * @throws IOException when it cannot be read
   */
  public static void check(Path userFolder, String fileName)
      throws BrokenFileException, IOException {
    if (fileName.endsWith(EXTENSION)) {
      new SeriesCatalog(userFolder, Map.of()).read(nameOf(fileName), fileName);
    }
  }

  /** Returns the series of that name, if there is one. */
  public Optional<Series> find(SeriesName name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns all series, sorted by name. */
  public List<Series> all() {
    return List.copyOf(byName.values());
  }

  /** Returns true when a built-in series has that name, replaced or not. */
  public boolean isBuiltIn(SeriesName name) {
    return builtIn.containsKey(name);
  }

  /** Returns the files in the data directory that are, or should be, series. */
  Set<String> userFiles() throws IOException {
    return userFiles.names(EXTENSION);
  }

  /**
   * Reads a file again and updates its series. When the file was removed, its series is removed
   * too, and a built-in series that it replaced is restored.
   *
   * @return whether anything has changed
   * @throws BrokenFileException when it is not a series; the previous series stays
   * @throws IOException when it cannot be read; the previous series stays
   */
  synchronized boolean refresh(String fileName) throws BrokenFileException, IOException {
    SeriesName name = nameOf(fileName);
    Optional<Series> user = read(name, fileName);
    Series builtInSeries = builtIn.get(name);
    // A checkout is a data directory too, and its series folder holds the sources of the built-in
    // series: an unchanged copy still counts as built in.
    Series now =
        user.filter(series -> builtInSeries == null || !builtInSeries.drawsSameWordsAs(series))
            .orElse(builtInSeries);
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
            userFiles.displayPath(fileName),
            content.get().bytes(),
            Source.USER,
            content.get().modifiedAt()));
  }

  private static SeriesName nameOf(String file) throws BrokenFileException {
    try {
      return SeriesName.parse(file.substring(0, file.length() - EXTENSION.length()));
    } catch (InvalidSeriesException e) {
      throw new BrokenFileException(
          "series/" + file, "its name is not a series name, " + SeriesName.FORM);
    }
  }
}
