package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Artifacts as files of one data directory, each at the path that its id names. */
public final class LocalArtifacts implements ArtifactStore {
  private static final Logger LOG = LoggerFactory.getLogger(LocalArtifacts.class);

  private static final String UNREADABLE = ".unreadable";

  /** The folders of {@code set-aside/}: Unix time in milliseconds. */
  private static final Pattern OCCASION = Pattern.compile("\\d{1,18}");

  private final FileStore store;
  private final Spool spool;
  private final AlternativeSpellings spelled;

  /**
   * Creates a view of a store of files.
   *
   * @param store in which other files may be written too
   */
  public LocalArtifacts(FileStore store) {
    this.store = store;
    this.spool = new Spool(store);
    this.spelled = new AlternativeSpellings(store);
  }

  @Override
  public Optional<StoredArtifact> find(ArtifactId id) throws IOException {
    Optional<Path> existing = existing(id);
    return existing.isPresent() ? find(id, existing.get(), null) : Optional.empty();
  }

  @Override
  public Optional<StoredArtifact> refresh(StoredArtifact known) throws IOException {
    LocalArtifact local = local(known);
    if (!spelled.hasSeenAny()) {
      return find(local.id(), local.path(), local);
    }
    // What the server has written since counts before a file in another spelling.
    Path path = path(local.id());
    return find(local.id(), path, path.equals(local.path()) ? local : null);
  }

  private Optional<StoredArtifact> find(ArtifactId id, Path path, @Nullable LocalArtifact known)
      throws IOException {
    try {
      BasicFileAttributes now = LocalArtifact.attributes(path);
      if (known != null && known.isUnchanged(now)) {
        return Optional.of(known);
      }
      return now.isRegularFile() && store.isConfined(path)
          ? Optional.of(new LocalArtifact(store::open, id, path, now))
          : Optional.empty();
    } catch (FileSystemException e) {
      // Removed since it was found, or its folder is no folder any more.
      if (path.toFile().isFile()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  @Override
  public ArtifactContent open(ArtifactId id) throws IOException {
    return ArtifactContent.of(store.open(path(id)));
  }

  @Override
  public Optional<byte[]> read(ArtifactId id) throws IOException {
    return store.read(path(id));
  }

  @Override
  public void write(ArtifactId id, byte[] content) throws IOException {
    store.write(store.layout().file(id), content);
  }

  @Override
  public void setModifiedAt(ArtifactId id, Instant time) throws IOException {
    store.setModifiedAt(path(id), time);
  }

  @Override
  public boolean delete(ArtifactId id) throws IOException {
    boolean deleted = store.delete(store.layout().file(id));
    for (Path other : spelled.find(id)) {
      deleted |= store.delete(other);
    }
    return deleted;
  }

  /**
   * Returns the path of an artifact: under its own name, or under another spelling of it if only
   * that exists. What is written goes under its own name.
   */
  private Path path(ArtifactId id) {
    return existing(id).orElseGet(() -> store.layout().file(id));
  }

  private Optional<Path> existing(ArtifactId id) {
    Path path = store.layout().file(id);
    // Most polls find no file, and this check throws no exception then.
    return path.toFile().isFile() ? Optional.of(path) : spelled.find(id).stream().findFirst();
  }

  @Override
  public boolean delete(StoredArtifact found) throws IOException {
    LocalArtifact local = local(found);
    return isCurrent(local) && store.delete(local.path(), () -> isCurrent(local));
  }

  @Override
  public Optional<String> setAside(StoredArtifact found, long millis) throws IOException {
    return setAside(local(found), millis);
  }

  /**
   * Moves a file to {@code set-aside/<millis>/} and its own path below that. If that fails, the
   * file stays in its folder under a name that no caller looks for.
   *
   * @return its new path relative to the data directory; empty when another file has its name, or
   *     it does not exist any more
   * @throws IOException when it could not be moved at all
   */
  private Optional<String> setAside(LocalArtifact file, long millis) throws IOException {
    Path path = file.path();
    Path target =
        store
            .layout()
            .setAside()
            .resolve(Long.toString(millis))
            .resolve(store.layout().relative(path));
    if (!isCurrent(file)) {
      return Optional.empty();
    }
    try {
      return move(file, target);
    } catch (IOException e) {
      // set-aside can be a link, or full.
      return move(file, path.resolveSibling(path.getFileName() + "." + millis + UNREADABLE));
    }
  }

  @Override
  public List<StoredArtifact> listSetAside(ArtifactId id, int most) throws IOException {
    Path root = store.layout().setAside();
    String relative = store.layout().relative(store.layout().file(id));
    List<Long> occasions =
        store.names(root).stream()
            .map(Path::toString)
            .filter(name -> OCCASION.matcher(name).matches())
            .map(Long::valueOf)
            .sorted(Comparator.reverseOrder())
            .toList();
    List<StoredArtifact> found = new ArrayList<>();
    for (long millis : occasions) {
      if (found.size() < most) {
        Path path = root.resolve(Long.toString(millis)).resolve(relative);
        find(id, path, null).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<String> move(LocalArtifact file, Path target) throws IOException {
    try (FolderHandle from = store.openFolder(ConfinedTree.parent(file.path()));
        FolderHandle to = store.makeFolder(ConfinedTree.parent(target))) {
      synchronized (store.renameLock) {
        if (!isCurrent(file)) {
          return Optional.empty();
        }
        from.moveAcross(ConfinedTree.name(file.path()), to, ConfinedTree.name(target));
      }
      forceMoved(to, target);
    }
    // To the catalog it is gone.
    store.notifyListeners(FileStoreListener.Operation.DELETE, file.path(), true);
    return Optional.of(store.layout().relative(target));
  }

  /** Forces the new folder to disk. The file has moved, whether that succeeds or not. */
  private void forceMoved(FolderHandle folder, Path target) {
    try {
      folder.force();
    } catch (IOException e) {
      LOG.warn(
          "artifact={} event=not_forced reason=\"{}\"",
          store.layout().relative(target),
          store.describe(e));
    }
  }

  @Override
  public List<ArtifactId.Picture> list(SeriesName series, ArtifactKind kind) throws IOException {
    Set<ArtifactId.Picture> pictures = new LinkedHashSet<>();
    for (Path folder : spelled.folders(series, kind)) {
      for (Path name : store.names(folder)) {
        spelled.addFile(folder, name.toString());
        kind.address(name.toString())
            .ifPresent(
                address -> pictures.add(ArtifactId.of(new PictureKey(series, address), kind)));
      }
    }
    return List.copyOf(pictures);
  }

  /**
   * Lists the folders of a series for files in other spellings, which the first search for a
   * missing file would do.
   */
  public void learnNames(SeriesName series) {
    spelled.learn(series);
  }

  /** Tells the store of a file that another program has put into the folder of a kind. */
  public void noteFile(SeriesName series, ArtifactKind kind, String name) {
    for (Path folder : spelled.folders(series, kind)) {
      spelled.addFile(folder, name);
    }
  }

  /** Tells the store of a folder that another program has put into {@code output/}. */
  public void noteFolder(String name) {
    spelled.addFolder(name);
  }

  /**
   * Returns the folders in which pictures of a series may be, however they are spelled: relative to
   * the data directory, with slashes.
   */
  public List<String> seriesFolders(SeriesName series) {
    return spelled.seriesFolders(series.value()).stream().map(store.layout()::relative).toList();
  }

  @Override
  public List<BatchId> listBatches() throws IOException {
    return store.names(store.layout().generations()).stream()
        .map(name -> BatchId.parse(name.toString()))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public void deleteBatch(BatchId batch) throws IOException {
    store.deleteFolder(store.layout().generation(batch.value()));
  }

  @Override
  public IncomingArtifact receive(ReceivedName name) throws IOException {
    return spool.begin(name);
  }

  @Override
  public int removeReceived(Predicate<String> removable) throws IOException {
    return spool.removeLeftovers(removable);
  }

  @Override
  public void requireStorable(ArtifactId id) throws IOException {
    store.requireStorable(store.layout().file(id));
  }

  @Override
  public void requireRoom(long bytes) throws IOException {
    store.requireRoom(bytes);
  }

  @Override
  public void requireRoomToReceive(long bytes) throws IOException {
    spool.requireRoom(bytes);
  }

  /**
   * Starts to watch folders of this data directory for changes that any program makes.
   *
   * @param name the name of the thread and in the log
   */
  public <T> FolderWatch<T> watch(String name, FolderWatch.Listener<T> listener) {
    return FolderWatch.start(name, store.layout().dataDirectory(), listener);
  }

  @Override
  public String describe(IOException failure) {
    return store.describe(failure);
  }

  /** Returns true when the file that was found still is at its path. */
  private boolean isCurrent(LocalArtifact found) {
    try {
      return store.exists(found.path())
          && found.isUnchanged(LocalArtifact.attributes(found.path()));
    } catch (IOException e) {
      // Removed between the two calls: treated as if it had never existed.
      return false;
    }
  }

  private static LocalArtifact local(StoredArtifact found) {
    if (found instanceof LocalArtifact local) {
      return local;
    }
    throw new IllegalArgumentException("an artifact of another store");
  }
}
