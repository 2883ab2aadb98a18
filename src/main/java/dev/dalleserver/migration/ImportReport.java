package dev.dalleserver.migration;

/** Hears what an import does with each file. */
public interface ImportReport {
  /** What an import does with a file. */
  enum Action {
    /** Brought under the same path. */
    COPIED,
    /** Brought under another path. */
    RENAMED,
    /** There already, with the same bytes. */
    SAME,
    /** Not brought, since ours is another file; ours stays. */
    KEPT,
    /** Not brought; nothing of worth is lost. */
    LEFT,
    /** Not brought; the operator must look at it. */
    FAILED
  }

  /**
   * Called once for each file.
   *
   * @param source its path in the original's directory
   * @param detail the new path of a renamed file, or the reason of one that is not brought
   */
  void onFile(Action action, String source, String detail);
}
