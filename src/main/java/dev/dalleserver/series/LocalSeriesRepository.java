package dev.dalleserver.series;

import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.FolderWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The definitions as files of one folder, {@code <name>.json}, which the operator may edit too. It
 * can be read before the process owns the data directory; to write and to follow changes, it needs
 * the store.
 */
public final class LocalSeriesRepository implements SeriesRepository {
  static final String EXTENSION = ".json";

  private final UserFiles files;

  /** Set once, by the thread that starts the server. */
  private volatile @Nullable FileStore store;

  /**
   * Creates a repository that can be read.
   *
   * @param folder need not exist
   */
  public LocalSeriesRepository(Path folder) {
    this.files = new UserFiles(folder, "series", SeriesFile.MAX_BYTES);
  }

  /** Lets the repository write into the folder of series of that store, and follow it. */
  public void attach(FileStore owned) {
    store = owned;
  }

  @Override
  public List<SeriesDefinition> all() throws BrokenFileException, IOException {
    List<SeriesDefinition> definitions = new ArrayList<>();
    for (String file : fileNames()) {
      read(file).ifPresent(definitions::add);
    }
    // The order of file names is another one: "a-b.json" is before "a.json".
    definitions.sort(Comparator.comparing(SeriesDefinition::name));
    return definitions;
  }

  @Override
  public Optional<SeriesDefinition> find(SeriesName name) throws BrokenFileException, IOException {
    return read(name + EXTENSION);
  }

  @Override
  public void put(SeriesName name, byte[] json) throws IOException {
    store().write(path(name), json);
  }

  @Override
  public void remove(SeriesName name) throws IOException {
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

  /** Returns the files in the folder that are, or should be, definitions, sorted. */
  Set<String> fileNames() throws IOException {
    return files.names(EXTENSION);
  }

  /**
   * Reads one file; empty when it does not exist.
   *
   * @throws BrokenFileException when it cannot be a definition, or has an invalid name
   */
  Optional<SeriesDefinition> read(String fileName) throws BrokenFileException, IOException {
    SeriesName name = nameOf(fileName);
    return files
        .read(fileName)
        .map(content -> new SeriesDefinition(name, content.bytes(), content.modifiedAt()));
  }

  /**
   * Returns the name of the series that a file defines.
   *
   * @throws BrokenFileException when it is not the name of a series
   */
  static SeriesName nameOf(String file) throws BrokenFileException {
    try {
      return SeriesName.parse(file.substring(0, file.length() - EXTENSION.length()));
    } catch (InvalidSeriesException e) {
      throw new BrokenFileException(
          "series/" + file, "its name is not a series name, " + SeriesName.FORM);
    }
  }

  private FileStore store() {
    return Objects.requireNonNull(store, "no store is attached");
  }

  private Path path(SeriesName name) {
    return store().layout().seriesDefinitions().resolve(name + EXTENSION);
  }
}
