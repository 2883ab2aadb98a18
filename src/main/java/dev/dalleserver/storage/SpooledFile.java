package dev.dalleserver.storage;

import dev.dalleserver.storage.FileStoreListener.Operation;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A file that is being received. Closing removes it, unless it was completed. It is written through
 * a stream that an interrupt does not close: a run that is cancelled while the last bytes are
 * forced still keeps the picture that was paid for. Confined to one thread.
 */
public final class SpooledFile extends OutputStream {
  private final FileStore store;
  private final Object renameLock;
  private final Path part;
  private final Path whole;
  private final FileOutputStream file;
  private long size;
  private boolean completed;

  /**
   * Creates the file.
   *
   * @param renaming held while the file gets its name
   */
  SpooledFile(FileStore store, Object renaming, Path part, Path whole) throws IOException {
    this.store = store;
    this.renameLock = renaming;
    this.part = part;
    this.whole = whole;
    this.file = open(store, part, whole);
  }

  private static FileOutputStream open(FileStore store, Path part, Path whole) throws IOException {
    // Created through the folder, then opened by its path, because no other stream survives an
    // interrupt. A process that swaps the folder for a link in between gets a file of that name,
    // which cannot be guessed, elsewhere; the rename then fails.
    try (OpenFolder folder = store.makeFolder(ConfinedTree.parent(part))) {
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
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
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

  /** Returns the number of bytes written. */
  public long size() {
    return size;
  }

  /**
   * Completes the file after its last byte: forces it to disk and gives it its name, durably.
   *
   * @return the file under its name
   * @throws IOException when that fails; {@link #close} removes the file
   */
  public ReceivedFile complete() throws IOException {
    // Forcing a folder uses a channel, which an interrupt would close.
    boolean interrupted = Thread.interrupted();
    try (OpenFolder folder = store.openFolder(ConfinedTree.parent(part))) {
      file.getFD().sync();
      file.close();
      ReceivedFile received = ReceivedFile.from(part).withPath(whole);
      synchronized (renameLock) {
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
      try (OpenFolder folder = store.openFolder(ConfinedTree.parent(part))) {
        folder.delete(ConfinedTree.name(part));
      }
    }
  }
}
