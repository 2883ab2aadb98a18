package dev.dalleserver.storage;

/** Receives every operation on files, for counting and for indexes. */
public interface FileStoreListener {
  /** The kind of operation. */
  enum Operation {
    READ,
    WRITE,
    DELETE
  }

  /**
   * Called after each operation, whether it succeeded or not.
   *
   * @param path relative to the data directory
   */
  void onFileOperation(Operation operation, String path, boolean succeeded);

  /** Ignores everything. */
  FileStoreListener NONE = (operation, path, succeeded) -> {};
}
