package dev.dalleserver.series;

import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All series by name: the built-in ones and those of the repository, which is authoritative: a
 * definition is read again when the repository or a caller reports that it changed.
 *
 * <p>Readers never wait.
 */
public final class SeriesCatalog {
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

  private static final Logger LOG = LoggerFactory.getLogger(SeriesCatalog.class);

  private final SeriesRepository repository;

  /** What cannot be used, by where it is stored. */
  private final Map<String, String> skipped = new ConcurrentHashMap<>();

  /** What is not as its author meant it. */
  private final Map<SeriesName, List<String>> warnings = new ConcurrentHashMap<>();

  /** The series that their owner has deleted in the original; guarded by this. */
  private final Set<SeriesName> hidden = new TreeSet<>();

  private Consumer<Set<SeriesName>> hiddenFollower = names -> {};

  private final Map<SeriesName, Series> builtIn;

  /** An immutable map, replaced under the catalog's monitor. */
  private volatile Map<SeriesName, Series> byName;

  private SeriesCatalog(SeriesRepository repository, Map<SeriesName, Series> builtIn) {
    this.repository = repository;
    this.builtIn = Map.copyOf(builtIn);
    this.byName = builtIn;
  }

  /**
   * Reads all series. A user series with the name of a built-in one replaces it. A definition that
   * is not a series is skipped, and the log and {@link #skipped} name it: no file stops the start.
   *
   * @throws IOException when the folder of definitions cannot be listed
   */
  public static SeriesCatalog load(SeriesRepository repository) throws IOException {
    SeriesCatalog catalog = new SeriesCatalog(repository, readBuiltIn());
    Map<SeriesName, Series> all = new TreeMap<>(catalog.byName);
    for (SeriesDefinition definition : repository.all(catalog::skip)) {
      catalog.noteHidden(definition.name(), Optional.of(definition));
      try {
        parse(definition)
            .map(catalog::chosen)
            .ifPresentOrElse(
                series -> all.put(definition.name(), series), () -> all.remove(definition.name()));
      } catch (BrokenFileException e) {
        catalog.skip(definition.location(), String.valueOf(e.getMessage()));
      }
    }
    catalog.byName = all;
    return catalog;
  }

  /**
   * Tells a follower which series are deleted in the original, now and whenever that changes: their
   * pictures are not shown, as in the original, also where it has not renamed their folder.
   */
  public synchronized void followHidden(Consumer<Set<SeriesName>> follower) {
    hiddenFollower = follower;
    follower.accept(Set.copyOf(hidden));
  }

  private synchronized void noteHidden(SeriesName name, Optional<SeriesDefinition> definition) {
    boolean isHidden =
        definition.filter(found -> SeriesFile.isDeletedInOriginal(found.json())).isPresent();
    if (isHidden ? hidden.add(name) : hidden.remove(name)) {
      hiddenFollower.accept(Set.copyOf(hidden));
    }
  }

  private void skip(String location, String reason) {
    if (!reason.equals(skipped.put(location, reason))) {
      LOG.warn("series event=skipped file={} reason=\"{}\"", location, reason);
    }
  }

  /** Returns the definitions that cannot be used now, by where they are stored, and why. */
  public Map<String, String> skipped() {
    return new TreeMap<>(skipped);
  }

  /** Returns what is not as its author meant it, one text each, by series. */
  Map<SeriesName, List<String>> warnings() {
    return new TreeMap<>(warnings);
  }

  private void warn(SeriesName name, AttributeDatabases databases) {
    Series series = byName.get(name);
    Optional<SeriesDefinition> definition = Optional.empty();
    try {
      definition = repository.find(name);
    } catch (BrokenFileException | IOException e) {
      // Skipped, which is said elsewhere.
    }
    String location = definition.map(SeriesDefinition::location).orElse(repository.location(name));
    List<String> now =
        series == null || series.source() == Source.BUILTIN || definition.isEmpty()
            ? List.of()
            : warnings(definition.get(), series, databases);
    List<String> old = now.isEmpty() ? warnings.remove(name) : warnings.put(name, now);
    if (!now.equals(old)) {
      now.forEach(
          reason -> LOG.warn("series event=warning file={} reason=\"{}\"", location, reason));
    }
  }

  private static List<String> warnings(
      SeriesDefinition definition, Series series, AttributeDatabases databases) {
    List<String> warnings = new ArrayList<>(SeriesFile.unknownFields(definition.json()));
    warnings.addAll(FilterCheck.warnings(series, databases));
    return warnings;
  }

  /**
   * Reads all series, the user series from a folder.
   *
   * @param userFolder a folder that may hold {@code <name>.json}; need not exist
   * @throws IOException as {@link #load(SeriesRepository)} does
   */
  public static SeriesCatalog load(Path userFolder) throws IOException {
    return load(new LocalSeriesRepository(userFolder));
  }

  private static Map<SeriesName, Series> readBuiltIn() {
    Map<SeriesName, Series> series = new TreeMap<>();
    ClasspathResources bundled = new ClasspathResources("series");
    for (String text : BUILT_IN) {
      SeriesName name = SeriesName.parse(text);
      String file = text + LocalSeriesRepository.EXTENSION;
      try {
        series.put(
            name, SeriesFile.parse(name, file, bundled.read(file), Source.BUILTIN, Instant.EPOCH));
      } catch (BrokenFileException e) {
        throw new IllegalStateException("the jar holds a broken series", e);
      }
    }
    return series;
  }

  /**
   * Reads one file as {@link #load(Path)} would, and discards the result.
   *
   * @param original whether of the original's folder beside {@code userFolder}
   * @return what is not as its author meant it, one text each
   * @throws BrokenFileException when it is not a series, or has an invalid name
   * @throws IOException when it cannot be read
   */
  public static List<String> check(
      Path userFolder, boolean original, String fileName, AttributeDatabases databases)
      throws BrokenFileException, IOException {
    if (fileName.endsWith(LocalSeriesRepository.EXTENSION)) {
      LocalSeriesRepository repository = new LocalSeriesRepository(userFolder);
      Optional<SeriesDefinition> definition = repository.read(original, fileName);
      Optional<Series> series = definition.isPresent() ? parse(definition.get()) : Optional.empty();
      if (series.isPresent()) {
        return warnings(definition.get(), series.get(), databases);
      }
    }
    return List.of();
  }

  /**
   * Follows the changes of the repository from now on, and detects those since the catalog was
   * loaded.
   *
   * @param databases to which the filters of user series are compared: a filter without effect is
   *     warned about
   * @return to be closed; afterwards the catalog stays as it is
   */
  public AutoCloseable follow(AttributeDatabases databases) {
    return repository.follow(
        new SeriesRepository.Follower() {
          @Override
          public Set<SeriesName> known() {
            return all().stream()
                .filter(series -> series.source() == Source.USER)
                .map(Series::suffix)
                .collect(Collectors.toSet());
          }

          @Override
          public boolean refresh(SeriesName name) throws BrokenFileException, IOException {
            boolean changed = SeriesCatalog.this.refresh(name);
            warn(name, databases);
            return changed;
          }

          @Override
          public void skipped(String location, String reason) {
            if (reason.isEmpty()) {
              skipped.remove(location);
            } else {
              skipped.put(location, reason);
            }
          }
        });
  }

  /** Returns the series of that name, if there is one. */
  public Optional<Series> find(SeriesName name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns false for a text that is the name of a series that does not exist. */
  public boolean mayExist(String text) {
    try {
      return find(SeriesName.parse(text)).isPresent();
    } catch (InvalidSeriesException noName) {
      return true;
    }
  }

  /** Returns all series, sorted by name. */
  public List<Series> all() {
    return List.copyOf(byName.values());
  }

  /** Returns true when a built-in series has that name, replaced or not. */
  public boolean isBuiltIn(SeriesName name) {
    return builtIn.containsKey(name);
  }

  /**
   * Reads a definition again and updates its series. When it was removed, its series is removed
   * too, and a built-in series that it replaced is restored.
   *
   * @return whether anything has changed
   * @throws BrokenFileException when it is not a series; the previous series stays
   * @throws IOException when it cannot be read; the previous series stays
   */
  synchronized boolean refresh(SeriesName name) throws BrokenFileException, IOException {
    // Read under the monitor: else, of two threads, the one that read first might replace last.
    Series now = read(name);
    skipped.remove(repository.location(name));
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

  private @Nullable Series read(SeriesName name) throws BrokenFileException, IOException {
    String location = repository.location(name);
    try {
      Optional<SeriesDefinition> definition = repository.find(name);
      noteHidden(name, definition);
      if (definition.isEmpty()) {
        return builtIn.get(name);
      }
      location = definition.get().location();
      return parse(definition.get()).map(this::chosen).orElse(null);
    } catch (BrokenFileException e) {
      skipped.put(location, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /**
   * Returns the series that a definition makes. A checkout is a data directory too, and its series
   * folder holds the sources of the built-in series: an unchanged copy still counts as built in.
   */
  private Series chosen(Series user) {
    Series builtInSeries = builtIn.get(user.suffix());
    return builtInSeries != null && builtInSeries.drawsSameWordsAs(user) ? builtInSeries : user;
  }

  /** Returns the series that a definition states; empty for one that was deleted. */
  private static Optional<Series> parse(SeriesDefinition definition) throws BrokenFileException {
    if (SeriesFile.isDeleted(definition.json())) {
      return Optional.empty();
    }
    return Optional.of(
        SeriesFile.parse(
            definition.name(),
            definition.location(),
            definition.json(),
            Source.USER,
            definition.modifiedAt()));
  }
}
