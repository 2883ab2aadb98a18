package dev.dalleserver.storage;

/** Hears what a copy between two stores does with each file. Called by one thread at a time. */
public interface CopyReport {
  /** What is done with a file. */
  enum Action {
    /** Brought under the same path, and compared by hash. */
    COPIED,
    /** Brought under another path, and compared by hash. */
    RENAMED,
    /** There already, with the same bytes; compared by hash too. */
    SAME,
    /** Not brought, since something else is there; that stays. */
    KEPT,
    /** Not brought; nothing of worth is lost. */
    LEFT,
    /** Not brought; the operator must look at it. */
    FAILED
  }

  /**
   * Called once for each file.
   *
   * @param path in the source
   * @param detail the new path of a renamed file, or why one is not brought
   */
  void onFile(Action action, String path, String detail);
}
