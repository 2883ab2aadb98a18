package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.storage.FileStoreListener.Operation;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** A file that is being received, written through a stream that an interrupt does not close. */
final class SpooledFile extends IncomingArtifact {
  private final FileStore store;
  private final ArtifactId id;
  private final Path part;
  private final Path whole;
  private final FileOutputStream file;
  private long size;
  private boolean completed;

  /** Creates the file. */
  SpooledFile(FileStore store, ArtifactId id, Path part, Path whole) throws IOException {
    this.store = store;
    this.id = id;
    this.part = part;
    this.whole = whole;
    this.file = open(store, part, whole);
  }

  private static FileOutputStream open(FileStore store, Path part, Path whole) throws IOException {
    // Created through the folder, then opened by its path, because no other stream survives an
    // interrupt. A process that swaps the folder for a link in between gets a file of that name,
    // which cannot be guessed, elsewhere; the rename then fails.
    try (FolderHandle folder = store.makeFolder(ConfinedTree.parent(part))) {
      folder.create(ConfinedTree.name(part));
      try {
        return new FileOutputStream(part.toFile());
      } catch (IOException e) {
        // The caller gets no object that it could close: without this the empty file would stay.
        folder.delete(ConfinedTree.name(part));
        throw e;
      }
    } catch (IOException e) {
      store.notifyListeners(Operation.WRITE, whole, false);
      throw e;
    }
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    try {
      file.write(source, offset, length);
      size += length;
    } catch (IOException e) {
      store.notifyListeners(Operation.WRITE, whole, false);
      throw e;
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public StoredArtifact complete() throws IOException {
    // Forcing a folder uses a channel, which an interrupt would close.
    boolean interrupted = Thread.interrupted();
    try (FolderHandle folder = store.openFolder(ConfinedTree.parent(part))) {
      file.getFD().sync();
      file.close();
      StoredArtifact received = LocalArtifact.read(store::open, id, part).renamed(whole);
      synchronized (store.renameLock) {
        folder.move(ConfinedTree.name(part), folder, ConfinedTree.name(whole));
      }
      completed = true;
      folder.force();
      return received;
    } finally {
      store.notifyListeners(Operation.WRITE, whole, completed);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
    if (!completed) {
      try (FolderHandle folder = store.openFolder(ConfinedTree.parent(part))) {
        folder.delete(ConfinedTree.name(part));
      }
    }
  }
}
