package dev.dalleserver.pictures;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.IncomingArtifact;
import dev.dalleserver.storage.StoredArtifact;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A store in which a picture is there only when it can be decoded: each version of a generated or
 * annotated picture, and of a thumbnail, is examined once, when it is first asked for. A broken
 * picture is set aside, with a line in the log, and then does not exist for any caller.
 */
public final class CheckedArtifacts implements ArtifactStore {
  private final ArtifactStore store;
  private final StoredPictureCheck check;

  /**
   * Creates a view of a store.
   *
   * @param annotator examines pictures
   */
  public CheckedArtifacts(ArtifactStore store, Annotator annotator, Clock clock) {
    this.store = store;
    this.check = new StoredPictureCheck(store, annotator, clock);
  }

  /**
   * Returns the store as it is, for callers that show nothing of a picture but what was made of
   * this very version when it was examined.
   */
  public ArtifactStore unexamined() {
    return store;
  }

  @Override
  public Optional<StoredArtifact> find(ArtifactId id) throws IOException {
    Optional<StoredArtifact> found = store.find(id);
    return found.isEmpty() || check.isUsable(found.get()) ? found : Optional.empty();
  }

  @Override
  public Map<ArtifactId, StoredArtifact> findAll(List<ArtifactId> ids) throws IOException {
    Map<ArtifactId, StoredArtifact> all = new HashMap<>(store.findAll(ids));
    all.values().removeIf(found -> !check.isUsable(found));
    return all;
  }

  /** Texts are not examined. */
  @Override
  public Map<ArtifactId, String> readTexts(List<ArtifactId> ids) throws IOException {
    return store.readTexts(ids);
  }

  @Override
  public boolean keepsOthersOut() {
    return store.keepsOthersOut();
  }

  @Override
  public Optional<StoredArtifact> refresh(StoredArtifact known) throws IOException {
    Optional<StoredArtifact> found = store.refresh(known);
    // The known one was examined when it was found.
    return found.isEmpty() || found.get() == known || check.isUsable(found.get())
        ? found
        : Optional.empty();
  }

  @Override
  public ArtifactContent open(ArtifactId id) throws IOException {
    requireUsable(id);
    return store.open(id);
  }

  @Override
  public Optional<byte[]> read(ArtifactId id) throws IOException {
    return isChecked(id) && find(id).isEmpty() ? Optional.empty() : store.read(id);
  }

  @Override
  public void write(ArtifactId id, byte[] content) throws IOException {
    if (isChecked(id)) {
      writeAndFind(id, content);
    } else {
      store.write(id, content);
    }
  }

  /** {@inheritDoc} What the server has just made needs no examination. */
  @Override
  public Optional<StoredArtifact> writeAndFind(ArtifactId id, byte[] content) throws IOException {
    return noteUsable(store.writeAndFind(id, content));
  }

  @Override
  public Optional<StoredArtifact> writeAndFind(ArtifactId id, byte[] content, Instant modifiedAt)
      throws IOException {
    return noteUsable(store.writeAndFind(id, content, modifiedAt));
  }

  @Override
  public void setModifiedAt(ArtifactId id, Instant time) throws IOException {
    store.setModifiedAt(id, time);
    if (isChecked(id)) {
      noteUsable(store.find(id));
    }
  }

  @Override
  public boolean delete(ArtifactId id) throws IOException {
    return store.delete(id);
  }

  @Override
  public boolean delete(StoredArtifact found) throws IOException {
    return store.delete(found);
  }

  @Override
  public Optional<String> setAside(StoredArtifact found, long millis) throws IOException {
    return store.setAside(found, millis);
  }

  @Override
  public List<StoredArtifact> listSetAside(ArtifactId id, int most) throws IOException {
    return store.listSetAside(id, most);
  }

  @Override
  public List<ArtifactId.Picture> list(SeriesName series, ArtifactKind kind) throws IOException {
    return store.list(series, kind);
  }

  @Override
  public List<BatchId> listBatches() throws IOException {
    return store.listBatches();
  }

  @Override
  public void deleteBatch(BatchId batch) throws IOException {
    store.deleteBatch(batch);
  }

  @Override
  public IncomingArtifact receive(ReceivedName name) throws IOException {
    return store.receive(name);
  }

  @Override
  public int removeReceived(Predicate<String> removable) throws IOException {
    return store.removeReceived(removable);
  }

  @Override
  public void requireStorable(ArtifactId id) throws IOException {
    store.requireStorable(id);
  }

  @Override
  public void requireRoom(long bytes) throws IOException {
    store.requireRoom(bytes);
  }

  @Override
  public void requireRoomToReceive(long bytes) throws IOException {
    store.requireRoomToReceive(bytes);
  }

  @Override
  public String describe(IOException failure) {
    return store.describe(failure);
  }

  private static boolean isChecked(ArtifactId id) {
    return id instanceof ArtifactId.Picture picture
        && StoredPictureCheck.KINDS.contains(picture.kind());
  }

  private void requireUsable(ArtifactId id) throws IOException {
    if (isChecked(id) && find(id).isEmpty()) {
      throw new NoSuchFileException(id.path());
    }
  }

  private Optional<StoredArtifact> noteUsable(Optional<StoredArtifact> written) {
    written.ifPresent(check::noteUsable);
    return written;
  }
}
