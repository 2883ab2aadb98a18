package dev.dalleserver.doctor;

import dev.dalleserver.store.OutputTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects what is found on the way. Confined to one thread. */
final class Findings {
  private final OutputTree tree;
  private final List<Complaint> complaints = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<Path> moved = new HashSet<>();
  private int files;
  private int pictures;

  Findings(OutputTree tree) {
    this.tree = tree;
  }

  void sawFile() {
    files++;
  }

  void sawPicture() {
    pictures++;
  }

  void note(Path file, String text) {
    notes.add(tree.relative(file) + ": " + text);
  }

  /** Something that a person must decide about. */
  void complain(Path file, String what, String advice) {
    complaints.add(new Complaint(name(file), what, advice, Optional.empty()));
  }

  /** Something that is mended by moving the file away; told once, also when more is wrong. */
  void mendable(Path file, String what, String then) {
    if (!moved.add(file)) {
      return;
    }
    String advice = "--fix moves it aside" + (then.isEmpty() ? "" : ", and " + then);
    complaints.add(new Complaint(name(file), what, advice, Optional.of(file)));
  }

  /** True when {@code --fix} moves the file. */
  boolean moves(Path file) {
    return moved.contains(file);
  }

  Diagnosis diagnosis() {
    return new Diagnosis(files, pictures, complaints, notes);
  }

  private String name(Path file) {
    String relative = tree.relative(file);
    return relative.isEmpty() ? "." : relative;
  }
}
