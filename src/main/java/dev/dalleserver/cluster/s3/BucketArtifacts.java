package dev.dalleserver.cluster.s3;

import dev.dalleserver.cluster.postgres.DatabaseUnavailableException;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.ArtifactContent;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.FileStoreListener;
import dev.dalleserver.storage.FileStoreListener.Operation;
import dev.dalleserver.storage.IncomingArtifact;
import dev.dalleserver.storage.StoredArtifact;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The artifacts of a cluster. A row of the database says which object of the bucket is the present
 * content of an artifact; objects never change. So each look at an artifact reads its row, and only
 * what is named by its hash is kept on this machine.
 *
 * <p>While the database does not answer, methods throw its unchecked exception; only what this
 * process has read before, and has on its disk, can still be found and opened.
 */
public final class BucketArtifacts implements ArtifactStore {
  /** Received pictures that no client can ask for are kept as long as any batch. */
  static final Duration RECEIVED_AGE = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(BucketArtifacts.class);

  private static final String SET_ASIDE = "set-aside/";

  private final Bucket bucket;
  private final ObjectCache cache;
  private final ArtifactRows rows;
  private final PresentRows present;
  private final BucketObjects objects;
  private final BucketWriter writer;
  private final BucketSpool spool;
  private final List<FileStoreListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param cache of this process alone
   * @param incoming a folder of this process alone, for what arrives in pieces
   */
  public BucketArtifacts(Bucket bucket, ObjectCache cache, ArtifactRows rows, Path incoming) {
    this.bucket = bucket;
    this.cache = cache;
    this.rows = rows;
    this.objects = new BucketObjects(bucket, cache);
    this.present = new PresentRows(rows, row -> cache.has(row.hash()));
    this.writer = new BucketWriter(bucket, rows);
    this.spool = new BucketSpool(incoming);
  }

  /** Notifies a listener of every operation of this process on artifacts. */
  public void addListener(FileStoreListener listener) {
    listeners.add(listener);
  }

  private void notifyListeners(Operation operation, String path, boolean succeeded) {
    for (FileStoreListener listener : listeners) {
      try {
        listener.onFileOperation(operation, path, succeeded);
      } catch (DatabaseUnavailableException e) {
        // What was stored is stored. The row of changed_picture makes up for a missed change.
        LOG.debug("artifact={} event=listener_failed", path, e);
      }
    }
  }

  private BucketArtifact artifact(ArtifactId id, ArtifactRow row) {
    return new BucketArtifact(id, row, this::openExactly);
  }

  @Override
  public Optional<StoredArtifact> find(ArtifactId id) {
    return present.find(id.path()).map(row -> artifact(id, row));
  }

  @Override
  public Map<ArtifactId, StoredArtifact> findAll(List<ArtifactId> ids) {
    Map<String, ArtifactRow> found = present.findAll(ids.stream().map(ArtifactId::path).toList());
    Map<ArtifactId, StoredArtifact> all = new HashMap<>();
    for (ArtifactId id : ids) {
      ArtifactRow row = found.get(id.path());
      if (row != null) {
        all.put(id, artifact(id, row));
      }
    }
    return all;
  }

  @Override
  public Map<ArtifactId, String> readTexts(List<ArtifactId> ids) throws IOException {
    Map<String, ArtifactRow> found = present.findAll(ids.stream().map(ArtifactId::path).toList());
    Map<ArtifactId, String> texts = new HashMap<>();
    for (ArtifactId id : ids) {
      ArtifactRow row = found.get(id.path());
      if (row != null) {
        texts.put(id, new String(read(row), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  /** Each write asks for the lease, and a run's files are written by runs alone. */
  @Override
  public boolean keepsOthersOut() {
    return true;
  }

  @Override
  public Optional<StoredArtifact> refresh(StoredArtifact known) {
    BucketArtifact before = bucketArtifact(known);
    return present
        .find(before.row().path())
        .map(row -> row.equals(before.row()) ? before : artifact(before.id(), row));
  }

  private ArtifactContent openExactly(BucketArtifact artifact) throws IOException {
    ArtifactRow now =
        present
            .find(artifact.row().path())
            .orElseThrow(() -> new NoSuchFileException(artifact.id().path()));
    if (!now.equals(artifact.row())) {
      throw new StoredArtifact.ReplacedException(artifact.id());
    }
    return open(now);
  }

  private ArtifactContent open(ArtifactRow row) throws IOException {
    boolean succeeded = false;
    try {
      ArtifactContent content = objects.open(row);
      succeeded = true;
      return content;
    } finally {
      notifyListeners(Operation.READ, row.path(), succeeded);
    }
  }

  @Override
  public ArtifactContent open(ArtifactId id) throws IOException {
    return open(present.find(id.path()).orElseThrow(() -> new NoSuchFileException(id.path())));
  }

  @Override
  public Optional<byte[]> read(ArtifactId id) throws IOException {
    Optional<ArtifactRow> row = present.find(id.path());
    return row.isEmpty() ? Optional.empty() : Optional.of(read(row.get()));
  }

  private byte[] read(ArtifactRow row) throws IOException {
    try (ArtifactContent content = open(row)) {
      return content.stream().readAllBytes();
    }
  }

  @Override
  public void write(ArtifactId id, byte[] content) throws IOException {
    write(id, content, null);
  }

  @Override
  public Optional<StoredArtifact> writeAndFind(ArtifactId id, byte[] content) throws IOException {
    return Optional.of(artifact(id, write(id, content, null)));
  }

  @Override
  public Optional<StoredArtifact> writeAndFind(ArtifactId id, byte[] content, Instant modifiedAt)
      throws IOException {
    return Optional.of(artifact(id, write(id, content, nanos(modifiedAt))));
  }

  private static long nanos(Instant time) {
    return TimeUnit.NANOSECONDS.convert(Duration.between(Instant.EPOCH, time));
  }

  private ArtifactRow write(ArtifactId id, byte[] content, @Nullable Long nanos)
      throws IOException {
    String hash = ContentHash.of(content);
    boolean succeeded = false;
    try {
      ArtifactRow row = writer.write(id.path(), content, hash, nanos);
      present.note(row);
      cache.offer(hash, content);
      succeeded = true;
      return row;
    } finally {
      notifyListeners(Operation.WRITE, id.path(), succeeded);
    }
  }

  @Override
  public void setModifiedAt(ArtifactId id, Instant time) throws IOException {
    if (!writer.change(() -> rows.setModified(id.path(), nanos(time)))) {
      throw new NoSuchFileException(id.path());
    }
  }

  @Override
  public boolean delete(ArtifactId id) throws IOException {
    return removed(id.path(), writer.change(() -> rows.delete(id.path())));
  }

  @Override
  public boolean delete(StoredArtifact found) throws IOException {
    ArtifactRow row = bucketArtifact(found).row();
    return removed(row.path(), writer.change(() -> rows.delete(row)));
  }

  private boolean removed(String path, boolean done) {
    if (done) {
      present.forget(path);
      notifyListeners(Operation.DELETE, path, true);
    }
    return done;
  }

  @Override
  public Optional<String> setAside(StoredArtifact found, long millis) throws IOException {
    ArtifactRow row = bucketArtifact(found).row();
    String target = SET_ASIDE + millis + "/" + row.path();
    return removed(row.path(), writer.change(() -> rows.move(row, target)))
        ? Optional.of(target)
        : Optional.empty();
  }

  @Override
  public List<StoredArtifact> listSetAside(ArtifactId id, int most) {
    return rows.setAside(id.path(), most).stream()
        .<StoredArtifact>map(row -> artifact(id, row))
        .toList();
  }

  @Override
  public List<ArtifactId.Picture> list(SeriesName series, ArtifactKind kind) {
    return rows.paths(kind.folderPath(series.value())).stream()
        .map(path -> kind.address(path.substring(path.lastIndexOf('/') + 1)))
        .flatMap(Optional::stream)
        .map(address -> ArtifactId.of(new PictureKey(series, address), kind))
        .toList();
  }

  private static String batchFolder() {
    return ArtifactId.OUTPUT + "/" + ArtifactId.BATCHES;
  }

  @Override
  public List<BatchId> listBatches() {
    return rows.paths(batchFolder()).stream()
        .map(path -> path.split("/", ArtifactId.PARTS)[2])
        .distinct()
        .map(BatchId::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public void deleteBatch(BatchId batch) throws IOException {
    writer.change(() -> rows.deleteFolder(batchFolder() + "/" + batch.value()));
  }

  @Override
  public IncomingArtifact receive(ReceivedName name) throws IOException {
    ArtifactId id = new ArtifactId.Received(name);
    return spool.begin(
        (file, size, hash, md5) -> {
          ArtifactRow row = writer.keep(id.path(), file, size, hash, md5);
          present.note(row);
          cache.offer(hash, file, size);
          notifyListeners(Operation.WRITE, id.path(), true);
          return artifact(id, row);
        });
  }

  /**
   * {@inheritDoc}
   *
   * <p>What has not arrived whole is this process's own. Received pictures are the cluster's: one
   * that is not needed after a restart of its node may be needed by the node that took over, so it
   * stays for a day.
   */
  @Override
  public int removeReceived(Predicate<String> removable) throws IOException {
    spool.removeLeftovers();
    for (ArtifactRow row : rows.older(ArtifactId.RECEIVED, RECEIVED_AGE)) {
      if (removable.test(receivedName(row.path()))) {
        rows.delete(row);
      }
    }
    return rows.paths(ArtifactId.RECEIVED).size();
  }

  private static String receivedName(String path) {
    return path.substring(
        ArtifactId.RECEIVED.length() + 1, path.length() - ArtifactId.Received.ENDING.length());
  }

  /** Any key can be stored. */
  @Override
  public void requireStorable(ArtifactId id) {}

  @Override
  public void requireRoom(long bytes) throws IOException {
    bucket.probe();
  }

  @Override
  public void requireRoomToReceive(long bytes) throws IOException {
    spool.requireRoom(bytes);
    bucket.probe();
  }

  @Override
  public String describe(IOException failure) {
    return PlainReason.withoutPath(failure);
  }

  private static BucketArtifact bucketArtifact(StoredArtifact found) {
    if (found instanceof BucketArtifact artifact) {
      return artifact;
    }
    throw new IllegalArgumentException("an artifact of another store");
  }
}
