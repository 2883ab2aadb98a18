package dev.dalleserver.doctor;

import dev.dalleserver.console.EscapedText;
import dev.dalleserver.store.ConfinedTree;
import dev.dalleserver.store.DataLayout;
import dev.dalleserver.store.FolderEntry;
import dev.dalleserver.store.NotConfinedException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects what is found on the way. Confined to one thread. */
final class ReportBuilder {
  /** In bytes: twice what the server takes of a picture. */
  private static final int LONGEST = 64 * 1024 * 1024;

  private final DataLayout tree;
  private final List<Problem> complaints = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<Path> moved = new HashSet<>();
  private int files;
  private int pictures;

  ReportBuilder(DataLayout tree) {
    this.tree = tree;
  }

  void sawFile() {
    files++;
  }

  void sawPicture() {
    pictures++;
  }

  void note(Path file, String text) {
    notes.add(EscapedText.oneLine(name(file) + ": " + text));
  }

  /** Something that a person must decide about. */
  void complain(Path file, String what, String advice) {
    complaints.add(new Problem(name(file), what, advice, Optional.empty()));
  }

  /** What a file holds; empty after complaining when it cannot be read, or is far too long. */
  Optional<byte[]> content(ConfinedTree files, Path file) {
    try {
      return Optional.of(files.read(file, LONGEST));
    } catch (IOException e) {
      complain(file, "it cannot be read: " + reason(e), "look at it yourself");
      return Optional.empty();
    }
  }

  /**
   * Something else than a folder where one should be. It is not looked into, and left: a link is
   * likely the operator's own.
   */
  void noFolder(Path path, FolderEntry.Kind kind) {
    String advice =
        kind == FolderEntry.Kind.LINK
            ? "links are not followed: " + NotConfinedException.REMEDY
            : "put a folder in its place";
    complain(path, "it is " + kind.text() + " where a folder should be", advice);
  }

  /** Something that is mended by moving the file away; told once, also when more is wrong. */
  void mendable(Path file, String what, String then) {
    if (!moved.add(file)) {
      return;
    }
    String advice = "--fix moves it aside" + (then.isEmpty() ? "" : ", and " + then);
    complaints.add(new Problem(name(file), what, advice, Optional.of(file)));
  }

  /** True when {@code --fix} moves the file. */
  boolean moves(Path file) {
    return moved.contains(file);
  }

  DoctorReport diagnosis() {
    return new DoctorReport(files, pictures, complaints, notes);
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException
        ? e.getClass().getSimpleName()
        : String.valueOf(e.getMessage());
  }

  private String name(Path file) {
    String relative = tree.relative(file);
    return relative.isEmpty() ? "." : relative;
  }
}
