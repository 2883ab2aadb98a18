package dev.dalleserver.series;

import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.FolderWatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions as files of one folder, {@code <name>.json}, which the operator may edit too. It
 * can be read before the process owns the data directory; to write and to follow changes, it needs
 * the store.
 *
 * <p>The folder {@code user-series} beside it, where later releases of the original keep series, is
 * read too and never written; a definition in the own folder comes before one of the same name
 * there. A name counts in any mixture of cases, and the one in lower case comes first.
 */
public final class LocalSeriesRepository implements SeriesRepository {
  static final String EXTENSION = ".json";

  private static final Logger LOG = LoggerFactory.getLogger(LocalSeriesRepository.class);

  private static final byte[] REMOVED = "{\"deleted\": true}\n".getBytes(StandardCharsets.UTF_8);

  private final UserFiles files;
  private final UserFiles originals;

  /** Set once, by the thread that starts the server. */
  private volatile @Nullable FileStore store;

  /**
   * Creates a repository that can be read.
   *
   * @param folder need not exist
   */
  public LocalSeriesRepository(Path folder) {
    this.files = new UserFiles(folder, "series", SeriesFile.MAX_BYTES);
    this.originals =
        new UserFiles(
            folder.toAbsolutePath().resolveSibling(DataLayout.ORIGINAL_SERIES),
            DataLayout.ORIGINAL_SERIES,
            SeriesFile.MAX_BYTES);
  }

  /** Lets the repository write into the folder of series of that store, and follow it. */
  public void attach(FileStore owned) {
    store = owned;
  }

  @Override
  public List<SeriesDefinition> all(Skipped skipped) throws IOException {
    Map<SeriesName, SeriesDefinition> definitions = new TreeMap<>();
    addAll(definitions, originals, skipped);
    addAll(definitions, files, skipped);
    return List.copyOf(definitions.values());
  }

  private static void addAll(
      Map<SeriesName, SeriesDefinition> definitions, UserFiles folder, Skipped skipped)
      throws IOException {
    Set<SeriesName> exact = new HashSet<>();
    for (String file : folder.names(EXTENSION)) {
      try {
        SeriesName name = nameOf(folder, file);
        boolean isExact = file.equals(name + EXTENSION);
        if (isExact || !exact.contains(name)) {
          read(folder, file, name).ifPresent(found -> definitions.put(name, found));
        }
        if (isExact) {
          exact.add(name);
        }
      } catch (BrokenFileException | IOException e) {
        skipped.add(folder.displayPath(file), String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public Optional<SeriesDefinition> find(SeriesName name) throws BrokenFileException, IOException {
    Optional<SeriesDefinition> own = find(files, name);
    return own.isPresent() ? own : find(originals, name);
  }

  private static Optional<SeriesDefinition> find(UserFiles folder, SeriesName name)
      throws BrokenFileException, IOException {
    Optional<SeriesDefinition> exact = read(folder, name + EXTENSION, name);
    if (exact.isPresent()) {
      return exact;
    }
    for (String file : folder.names(EXTENSION)) {
      if (file.equalsIgnoreCase(name + EXTENSION)) {
        return read(folder, file, name);
      }
    }
    return Optional.empty();
  }

  @Override
  public void put(SeriesName name, byte[] json) throws IOException {
    store().write(path(name), json);
  }

  @Override
  public void remove(SeriesName name) throws IOException {
    try {
      if (find(originals, name).isPresent()) {
        // That folder is never written: a definition in the own folder hides the series.
        put(name, REMOVED);
        return;
      }
    } catch (BrokenFileException e) {
      LOG.debug("series event=not_read reason=\"{}\"", e.getMessage());
    }
    store().delete(path(name));
  }

  @Override
  public String location(SeriesName name) {
    return files.displayPath(name + EXTENSION);
  }

  @Override
  public AutoCloseable follow(Follower follower) {
    FileStore attached = store();
    return FolderWatch.start(
        "series",
        attached.layout().dataDirectory(),
        new SeriesWatch(this, attached.layout(), follower));
  }

  /** Returns the files in the own folder that are, or should be, definitions, sorted. */
  Set<String> fileNames() throws IOException {
    return files.names(EXTENSION);
  }

  /**
   * Reads one file of the own folder; empty when it does not exist.
   *
   * @throws BrokenFileException when it cannot be a definition, or has an invalid name
   */
  Optional<SeriesDefinition> read(String fileName) throws BrokenFileException, IOException {
    return read(files, fileName, nameOf(files, fileName));
  }

  private static Optional<SeriesDefinition> read(UserFiles folder, String file, SeriesName name)
      throws BrokenFileException, IOException {
    return folder
        .read(file)
        .map(content -> new SeriesDefinition(name, content.bytes(), content.modifiedAt()));
  }

  /**
   * Returns the name of the series that a file of the own folder defines.
   *
   * @throws BrokenFileException when it is not the name of a series
   */
  SeriesName nameOf(String file) throws BrokenFileException {
    return nameOf(files, file);
  }

  private static SeriesName nameOf(UserFiles folder, String file) throws BrokenFileException {
    try {
      return SeriesName.parse(file.substring(0, file.length() - EXTENSION.length()));
    } catch (InvalidSeriesException e) {
      throw new BrokenFileException(
          folder.displayPath(file), "its name is not a series name, " + SeriesName.FORM);
    }
  }

  /** Returns where a file of the own folder is, for messages. */
  String location(String file) {
    return files.displayPath(file);
  }

  /** Returns true when the own folder has a file of that name, whatever it is. */
  boolean isStored(String file) {
    try {
      return files.exists(file);
    } catch (IOException e) {
      return false;
    }
  }

  private FileStore store() {
    return Objects.requireNonNull(store, "no store is attached");
  }

  private Path path(SeriesName name) {
    return store().layout().seriesDefinitions().resolve(name + EXTENSION);
  }
}
