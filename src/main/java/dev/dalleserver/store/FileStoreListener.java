package dev.dalleserver.store;

/** Told of every change to the disk, for counting and for indexes. */
public interface FileStoreListener {
  /** What was done. */
  enum Operation {
    READ,
    WRITE,
    DELETE
  }

  /**
   * Called after each operation, whether it went well or not.
   *
   * @param path relative to the data directory
   */
  void onFileOperation(Operation operation, String path, boolean succeeded);

  /** Ignores everything. */
  FileStoreListener NONE = (operation, path, succeeded) -> {};
}
