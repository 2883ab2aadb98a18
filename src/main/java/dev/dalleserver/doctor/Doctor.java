package dev.dalleserver.doctor;

import dev.dalleserver.store.ConfinedTree;
import dev.dalleserver.store.DataLayout;
import dev.dalleserver.store.FolderEntry;
import dev.dalleserver.store.OpenFolder;
import dev.dalleserver.store.Spool;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Examines a data directory that no server is using, and repairs what can be repaired safely:
 * broken files are moved aside, never deleted. No link is followed, neither to read nor to move.
 */
public final class Doctor {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final long FULL = MEBIBYTE;
  private static final long LOW = 512 * MEBIBYTE;
  private static final Pattern SERIES = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  private final DataLayout tree;
  private final ConfinedTree files;
  private final FileValidators standards;
  private final Clock clock;

  public Doctor(DataLayout tree, FileValidators standards, Clock clock) {
    this.tree = tree;
    this.files = ConfinedTree.below(tree.dataDirectory());
    this.standards = standards;
    this.clock = clock;
  }

  /**
   * Examines the directory and changes nothing.
   *
   * @throws IOException when the directory cannot be read
   */
  public DoctorReport examine() throws IOException {
    ReportBuilder report = new ReportBuilder(tree);
    examineFolders(report);
    examineOutput(report);
    if (isFolder(tree.metrics())) {
      examineFile(
          tree.metrics().resolve("progress_phase_stats.json"), standards.statistics(), report);
      examineFile(tree.metrics().resolve("image_budget.json"), standards.budget(), report);
    }
    leftovers(tree.temporary(), report);
    examineReceived(report);
    examineSpace(report);
    examineSeries(report);
    examineWords(report);
    return report.diagnosis();
  }

  /**
   * Moves broken files to {@code set-aside/<millis>/} under the same path.
   *
   * @return the problems whose files were moved
   * @throws IOException when a file could not be moved; files moved before it stay moved
   */
  public List<Problem> mend(DoctorReport report) throws IOException {
    List<Problem> repairable =
        report.complaints().stream().filter(problem -> problem.aside().isPresent()).toList();
    Path setAside = tree.aside().resolve(Long.toString(clock.millis()));
    for (Problem problem : repairable) {
      Path from = problem.aside().orElseThrow();
      Path to = setAside.resolve(tree.dataDirectory().relativize(from));
      try (OpenFolder source = files.open(parent(from));
          OpenFolder target = files.make(parent(to))) {
        source.move(name(from), target, name(to));
      }
    }
    return repairable;
  }

  private void examineFolders(ReportBuilder report) throws IOException {
    examineRights(tree.dataDirectory(), report);
    for (Path folder : tree.ownFolders()) {
      if (folder.equals(tree.generations())) {
        // Examined with its parent folder.
        continue;
      }
      Optional<FolderEntry> entry = files.look(folder);
      if (entry.isPresent() && !entry.get().isFolder()) {
        report.noFolder(folder, entry.get().kind());
      } else if (entry.isPresent()) {
        examineRights(folder, report);
      } else if (tree.foldersOfEveryStart().contains(folder)) {
        report.note(folder, "missing; the server creates it");
      }
    }
  }

  private static void examineRights(Path folder, ReportBuilder report) {
    if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
      report.complain(
          folder, "the server cannot store files there", "give the server's user write permission");
    }
  }

  private void examineOutput(ReportBuilder report) throws IOException {
    if (!isFolder(tree.output())) {
      return;
    }
    for (FolderEntry entry : files.entries(tree.output())) {
      Path path = tree.output().resolve(entry.fileName());
      if (path.equals(tree.generations())) {
        if (entry.isFolder()) {
          leftovers(path, report);
        } else {
          report.noFolder(path, entry.kind());
        }
      } else if (!SERIES.matcher(entry.name()).matches()) {
        report.mendable(path, "it is not a valid name of a series", "the server does not use it");
      } else if (entry.isFolder()) {
        new PictureFolder(tree, files, standards, report, entry.name()).examine();
      } else {
        report.noFolder(path, entry.kind());
      }
    }
  }

  /**
   * Examines received pictures. A whole one is not a problem: the next request for its picture uses
   * it.
   */
  private void examineReceived(ReportBuilder report) throws IOException {
    if (!isFolder(tree.received())) {
      return;
    }
    int received = 0;
    for (FolderEntry entry : files.entries(tree.received())) {
      Path path = tree.received().resolve(entry.fileName());
      if (entry.isFile() && Spool.isWhole(entry.name())) {
        received++;
      } else if (entry.isFile() && Spool.isPart(entry.name())) {
        report.mendable(path, "a server that was killed left it", "the next start would remove it");
      } else {
        report.note(path, "not a picture that the server would use");
      }
    }
    if (received > 0) {
      report.note(tree.received(), "received pictures that are not stored yet: " + received);
    }
  }

  private void leftovers(Path folder, ReportBuilder report) throws IOException {
    if (isFolder(folder)) {
      for (FolderEntry leftover : files.entries(folder)) {
        report.mendable(
            folder.resolve(leftover.fileName()),
            "a server that was killed left it",
            "the next start would remove it");
      }
    }
  }

  private void examineFile(Path file, FileValidators.FileTest test, ReportBuilder report)
      throws IOException {
    Optional<FolderEntry> entry = files.look(file);
    if (entry.isEmpty()) {
      return;
    }
    report.sawFile();
    if (!entry.get().isFile()) {
      report.mendable(
          file, "it is " + entry.get().kind().text() + ", not a file", "counting starts again");
      return;
    }
    report
        .content(files, file)
        .flatMap(test::fault)
        .ifPresent(fault -> report.mendable(file, fault, "counting starts again"));
  }

  private void examineSeries(ReportBuilder report) throws IOException {
    if (!isFolder(tree.seriesDefinitions())) {
      return;
    }
    for (FolderEntry entry : files.entries(tree.seriesDefinitions())) {
      standards
          .series()
          .fault(tree.dataDirectory(), entry.name())
          .ifPresent(
              fault ->
                  report.mendable(
                      tree.seriesDefinitions().resolve(entry.fileName()),
                      fault,
                      "a built-in series of that name is used again"));
    }
  }

  private void examineWords(ReportBuilder report) throws IOException {
    if (isFolder(tree.databases())) {
      standards
          .words()
          .fault(tree.dataDirectory())
          .ifPresent(
              fault ->
                  report.complain(
                      tree.dataDirectory(),
                      fault,
                      "the server does not start before it is repaired"));
    }
  }

  private void examineSpace(ReportBuilder report) throws IOException {
    FileStore disk = Files.getFileStore(tree.dataDirectory());
    long free = disk.getUsableSpace();
    String left = "only " + free / MEBIBYTE + " MiB are left on its disk";
    if (free < FULL) {
      report.complain(tree.dataDirectory(), "its disk is full", "make room");
    } else if (free < LOW) {
      report.note(tree.dataDirectory(), left);
    }
  }

  private boolean isFolder(Path path) throws IOException {
    return files.look(path).map(FolderEntry::isFolder).orElse(false);
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  private static Path name(Path path) {
    return Objects.requireNonNull(path.getFileName());
  }
}
