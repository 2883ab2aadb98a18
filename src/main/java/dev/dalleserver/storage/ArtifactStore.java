package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.BatchId;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The store of all files that the server makes. An implementation must promise, to any number of
 * threads:
 *
 * <ul>
 *   <li>An artifact appears whole or not at all. When a write has returned, the artifact survives a
 *       crash and a power cut; when it has failed, the earlier content is unchanged.
 *   <li>Of several writers of one id one wins, whole.
 *   <li>What begins after a write or a deletion has returned sees its effect.
 *   <li>An {@linkplain StoredArtifact#open opened} artifact stays readable, and the same, when it
 *       is replaced or deleted meanwhile.
 *   <li>{@link StoredArtifact#version} differs when the content differs.
 * </ul>
 *
 * <p>{@code ArtifactStoreContract} in the tests states each promise. Methods throw {@link
 * IOException} when the store cannot be reached or used; {@link #describe} explains it to clients.
 */
public interface ArtifactStore {
  /** Finds an artifact as it is now. */
  Optional<StoredArtifact> find(ArtifactId id) throws IOException;

  /**
   * Finds an artifact that this store has found before; cheaper than {@link #find} when it is
   * unchanged.
   *
   * @return {@code known} itself when the artifact is unchanged; empty when it is deleted
   */
  Optional<StoredArtifact> refresh(StoredArtifact known) throws IOException;

  /**
   * Finds several artifacts as each is now; where the store is far away this takes one question.
   *
   * @return those that are stored
   */
  default Map<ArtifactId, StoredArtifact> findAll(List<ArtifactId> ids) throws IOException {
    Map<ArtifactId, StoredArtifact> all = new HashMap<>();
    for (ArtifactId id : ids) {
      find(id).ifPresent(found -> all.put(id, found));
    }
    return all;
  }

  /** Returns true when an artifact is stored. */
  default boolean exists(ArtifactId id) throws IOException {
    return find(id).isPresent();
  }

  /**
   * Opens the content that an artifact has now.
   *
   * @throws NoSuchFileException when it does not exist
   */
  ArtifactContent open(ArtifactId id) throws IOException;

  /** Reads a whole artifact; empty when it does not exist. */
  Optional<byte[]> read(ArtifactId id) throws IOException;

  /** Reads a whole artifact as UTF-8; empty when it does not exist. */
  default Optional<String> readText(ArtifactId id) throws IOException {
    return read(id).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Reads several artifacts as {@link #readText}; those that do not exist are left out. */
  default Map<ArtifactId, String> readTexts(List<ArtifactId> ids) throws IOException {
    Map<ArtifactId, String> texts = new HashMap<>();
    for (ArtifactId id : ids) {
      readText(id).ifPresent(text -> texts.put(id, text));
    }
    return texts;
  }

  /**
   * Returns true when what a run has stored under its lease is changed by no one else until the
   * lease ends, so that it need not be read again. False where other programs may write too.
   */
  default boolean keepsOthersOut() {
    return false;
  }

  /** Stores or replaces an artifact. */
  void write(ArtifactId id, byte[] content) throws IOException;

  /** Stores or replaces an artifact by a text in UTF-8. */
  default void writeText(ArtifactId id, String text) throws IOException {
    write(id, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Stores or replaces an artifact, and finds it.
   *
   * @return empty when it was deleted meanwhile
   */
  default Optional<StoredArtifact> writeAndFind(ArtifactId id, byte[] content) throws IOException {
    write(id, content);
    return find(id);
  }

  /** Stores or replaces an artifact as one that was last written at that time, and finds it. */
  default Optional<StoredArtifact> writeAndFind(ArtifactId id, byte[] content, Instant modifiedAt)
      throws IOException {
    write(id, content);
    setModifiedAt(id, modifiedAt);
    return find(id);
  }

  /** Sets the time at which an artifact was last written; its version may change by that. */
  void setModifiedAt(ArtifactId id, Instant time) throws IOException;

  /**
   * Deletes an artifact, durably.
   *
   * @return false when it did not exist
   */
  boolean delete(ArtifactId id) throws IOException;

  /**
   * Deletes the artifact that was found, durably; a later one of the same id stays.
   *
   * @return false when it did not exist any more
   */
  boolean delete(StoredArtifact found) throws IOException;

  /**
   * Moves the artifact that was found out of the way: it is kept for the operator, and neither
   * found nor served any more. A later one of the same id stays.
   *
   * @param millis names the occasion, as Unix time
   * @return where it is now, for messages; empty when it did not exist any more
   */
  Optional<String> setAside(StoredArtifact found, long millis) throws IOException;

  /**
   * Lists what was set aside of the artifacts with that id, the last one first, and not more than
   * {@code most}. Each can be opened and deleted as any artifact that was found.
   */
  List<StoredArtifact> listSetAside(ArtifactId id, int most) throws IOException;

  /**
   * Lists the pictures of a series that have a file of that kind, in no particular order. All that
   * are stored before the call and not deleted during it are in the list; what is written or
   * deleted during it may be.
   */
  List<ArtifactId.Picture> list(SeriesName series, ArtifactKind kind) throws IOException;

  /** Lists the batches of which something is stored, in no particular order. */
  List<BatchId> listBatches() throws IOException;

  /** Deletes all pictures of a batch; does nothing when there are none. */
  void deleteBatch(BatchId batch) throws IOException;

  /**
   * Begins to receive a picture in pieces. Several may be received under one name at the same time:
   * the last one that is completed stays.
   */
  IncomingArtifact receive(ReceivedName name) throws IOException;

  /**
   * Removes, when the server starts, what a killed process has not received whole, and received
   * pictures that are not needed any more.
   *
   * @param removable true for texts of {@link ReceivedName} whose pictures are removed
   * @return the number of received pictures that stay
   */
  int removeReceived(Predicate<String> removable) throws IOException;

  /**
   * Checks that an artifact could be stored under the id, apart from room. Changes nothing.
   *
   * @throws IOException when it could not
   */
  void requireStorable(ArtifactId id) throws IOException;

  /**
   * Checks, as far as possible beforehand, that {@code bytes} more can be stored.
   *
   * @throws IOException when they could not be stored; nothing stays behind
   */
  void requireRoom(long bytes) throws IOException;

  /**
   * Checks, before a picture is paid for, that {@code bytes} more can be {@linkplain #receive
   * received} and then stored. Does not try whether what is written becomes durable: the caller
   * finds that out by its next write.
   *
   * @throws IOException when they cannot be received; nothing stays behind
   */
  void requireRoomToReceive(long bytes) throws IOException;

  /** Describes an error of this store for clients: what went wrong, and no place on a disk. */
  String describe(IOException failure);
}
