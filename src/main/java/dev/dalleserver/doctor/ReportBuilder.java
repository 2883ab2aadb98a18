package dev.dalleserver.doctor;

import dev.dalleserver.console.EscapedText;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderEntry;
import dev.dalleserver.storage.NotConfinedException;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects the results of an examination. Confined to one thread. */
final class ReportBuilder {
  /** In bytes: twice the largest picture that the server accepts. */
  private static final int MAX_FILE_BYTES = 64 * 1024 * 1024;

  private final DataLayout layout;
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<Path> movedFiles = new HashSet<>();
  private int files;
  private int pictures;

  ReportBuilder(DataLayout tree) {
    this.layout = tree;
  }

  void countFile() {
    files++;
  }

  void countPicture() {
    pictures++;
  }

  void addNote(Path file, String text) {
    notes.add(EscapedText.oneLine(name(file) + ": " + text));
  }

  /** Adds a problem that the operator must decide about. */
  void addProblem(Path file, String what, String advice) {
    problems.add(new Problem(name(file), what, advice, Optional.empty(), false));
  }

  /** Adds a problem when the server cannot store files in a folder. */
  void examineRights(Path folder) {
    if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
      addProblem(
          folder, "the server cannot store files there", "give the server's user write permission");
    }
  }

  /** Reads a file; empty after adding a problem when it cannot be read, or is far too long. */
  Optional<byte[]> readContent(ConfinedTree files, Path file) {
    try {
      return Optional.of(files.read(file, MAX_FILE_BYTES));
    } catch (IOException e) {
      addProblem(file, "it cannot be read: " + PlainReason.of(e), "examine it by hand");
      return Optional.empty();
    }
  }

  /**
   * Adds a problem for a path that should be a folder but is not. It is not examined further and
   * not moved: a link is likely the operator's own.
   */
  void addNotFolder(Path path, FolderEntry.Kind kind) {
    String advice =
        kind == FolderEntry.Kind.LINK
            ? "links are not followed: " + NotConfinedException.REMEDY
            : "put a folder in its place";
    addProblem(path, "it is " + kind.text() + " where a folder should be", advice);
  }

  /**
   * Adds a problem that moving the file aside repairs; added once per file, even if the file has
   * more problems.
   */
  void addRepairable(Path file, String what, String consequence) {
    addMovable(file, what, "--fix moves it aside", consequence, false);
  }

  /** Adds a problem that moving the file aside repairs, though the file may have been paid for. */
  void addRepairableIfPaid(Path file, String what, String consequence) {
    addMovable(
        file,
        what,
        "it may have been paid for: --fix --move-paid moves it aside",
        consequence,
        true);
  }

  private void addMovable(
      Path file, String what, String repair, String consequence, boolean mayBePaid) {
    if (movedFiles.add(file)) {
      String advice = repair + (consequence.isEmpty() ? "" : ", and " + consequence);
      problems.add(new Problem(name(file), what, advice, Optional.of(file), mayBePaid));
    }
  }

  /** Returns true when {@code --fix} moves the file. */
  boolean isMoved(Path file) {
    return movedFiles.contains(file);
  }

  DoctorReport build() {
    return new DoctorReport(files, pictures, problems, notes);
  }

  private String name(Path file) {
    String relative = layout.relative(file);
    return relative.isEmpty() ? "." : relative;
  }
}
