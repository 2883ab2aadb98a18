package dev.dalleserver.series;

import dev.dalleserver.picture.OriginalName;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.FolderWatch;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
 * there. A name counts however the original spells it, in any mixture of cases and with blanks; of
 * two files of one name the one in the server's own spelling comes first.
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
    Map<SeriesName, String> files = new TreeMap<>();
    for (String file : folder.names(EXTENSION)) {
      try {
        SeriesName name = nameOf(folder, file);
        String first = files.putIfAbsent(name, file);
        if (first != null) {
          boolean isExact = file.equals(name + EXTENSION);
          if (isExact) {
            files.put(name, file);
          }
          LOG.info(
              "series event=same_name file={} instead={}",
              folder.displayPath(isExact ? first : file),
              folder.displayPath(isExact ? file : first));
        }
      } catch (BrokenFileException e) {
        skipped.add(folder.displayPath(file), PlainReason.of(e));
      }
    }
    files.forEach(
        (name, file) -> {
          try {
            read(folder, file, name).ifPresent(found -> definitions.put(name, found));
          } catch (BrokenFileException | IOException e) {
            skipped.add(folder.displayPath(file), PlainReason.of(e));
          }
        });
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
    List<String> spelled = spelled(folder, name);
    return spelled.isEmpty() ? Optional.empty() : read(folder, spelled.get(0), name);
  }

  /** Returns the files that define a series of that name, in any spelling, sorted. */
  private static List<String> spelled(UserFiles folder, SeriesName name) throws IOException {
    return folder.names(EXTENSION).stream()
        .filter(file -> OriginalName.series(stem(file)).filter(name::equals).isPresent())
        .toList();
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
    for (String file : spelled(files, name)) {
      store().delete(store().layout().seriesDefinitions().resolve(file));
    }
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

  /**
   * Returns the files that are, or should be, definitions, sorted.
   *
   * @param original whether in the original's folder, and not in the own one
   */
  Set<String> fileNames(boolean original) throws IOException {
    return folder(original).names(EXTENSION);
  }

  private UserFiles folder(boolean original) {
    return original ? originals : files;
  }

  /**
   * Reads one file; empty when it does not exist.
   *
   * @param original whether of the original's folder, and not of the own one
   * @throws BrokenFileException when it cannot be a definition, or has a name of which none of a
   *     series can be made
   */
  Optional<SeriesDefinition> read(boolean original, String fileName)
      throws BrokenFileException, IOException {
    UserFiles folder = folder(original);
    return read(folder, fileName, nameOf(folder, fileName));
  }

  private static Optional<SeriesDefinition> read(UserFiles folder, String file, SeriesName name)
      throws BrokenFileException, IOException {
    return folder
        .read(file)
        .map(
            content ->
                new SeriesDefinition(
                    name, folder.displayPath(file), content.bytes(), content.modifiedAt()));
  }

  /**
   * Returns the name of the series that a file defines.
   *
   * @param original whether of the original's folder, and not of the own one
   * @throws BrokenFileException when no name of a series can be made of it
   */
  SeriesName nameOf(boolean original, String file) throws BrokenFileException {
    return nameOf(folder(original), file);
  }

  private static SeriesName nameOf(UserFiles folder, String file) throws BrokenFileException {
    Optional<SeriesName> name = OriginalName.series(stem(file));
    if (name.isEmpty()) {
      throw new BrokenFileException(
          folder.displayPath(file), "its name is not a series name, " + SeriesName.FORM);
    }
    return name.get();
  }

  private static String stem(String file) {
    return file.substring(0, file.length() - EXTENSION.length());
  }

  /** Returns where a file is, for messages. */
  String location(boolean original, String file) {
    return folder(original).displayPath(file);
  }

  /** Returns true when the folder has a file of that name, whatever it is. */
  boolean isStored(boolean original, String file) {
    try {
      return folder(original).exists(file);
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
