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
 * Examines a data directory that no server works in, and mends what is safe to mend: broken files
 * are moved aside, never deleted. No link is followed, neither to look nor to move.
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
   * Changes nothing.
   *
   * @throws IOException when the directory cannot be looked at
   */
  public DoctorReport examine() throws IOException {
    ReportBuilder findings = new ReportBuilder(tree);
    examineFolders(findings);
    examineOutput(findings);
    if (isFolder(tree.metrics())) {
      examineFile(
          tree.metrics().resolve("progress_phase_stats.json"), standards.statistics(), findings);
      examineFile(tree.metrics().resolve("image_budget.json"), standards.budget(), findings);
    }
    leftovers(tree.temporary(), findings);
    examineReceived(findings);
    examineSpace(findings);
    examineSeries(findings);
    examineWords(findings);
    return findings.diagnosis();
  }

  /**
   * Moves what is broken to {@code set-aside/<millis>/} under the same path.
   *
   * @return what was moved
   * @throws IOException when something could not be moved; what was moved before stays so
   */
  public List<Problem> mend(DoctorReport diagnosis) throws IOException {
    List<Problem> mendable =
        diagnosis.complaints().stream().filter(one -> one.aside().isPresent()).toList();
    Path aside = tree.aside().resolve(Long.toString(clock.millis()));
    for (Problem complaint : mendable) {
      Path from = complaint.aside().orElseThrow();
      Path to = aside.resolve(tree.dataDirectory().relativize(from));
      try (OpenFolder source = files.open(parent(from));
          OpenFolder target = files.make(parent(to))) {
        source.move(name(from), target, name(to));
      }
    }
    return mendable;
  }

  private void examineFolders(ReportBuilder findings) throws IOException {
    examineRights(tree.dataDirectory(), findings);
    for (Path folder : tree.ownFolders()) {
      if (folder.equals(tree.generations())) {
        // Examined with the folder that it lies in.
        continue;
      }
      Optional<FolderEntry> entry = files.look(folder);
      if (entry.isPresent() && !entry.get().isFolder()) {
        findings.noFolder(folder, entry.get().kind());
      } else if (entry.isPresent()) {
        examineRights(folder, findings);
      } else if (tree.foldersOfEveryStart().contains(folder)) {
        findings.note(folder, "not there; the server makes it");
      }
    }
  }

  private static void examineRights(Path folder, ReportBuilder findings) {
    if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
      findings.complain(
          folder, "nothing can be stored there", "give the server's user the right to");
    }
  }

  private void examineOutput(ReportBuilder findings) throws IOException {
    if (!isFolder(tree.output())) {
      return;
    }
    for (FolderEntry entry : files.entries(tree.output())) {
      Path path = tree.output().resolve(entry.fileName());
      if (path.equals(tree.generations())) {
        if (entry.isFolder()) {
          leftovers(path, findings);
        } else {
          findings.noFolder(path, entry.kind());
        }
      } else if (!SERIES.matcher(entry.name()).matches()) {
        findings.mendable(path, "no series is called that", "the server does not use it");
      } else if (entry.isFolder()) {
        new PictureFolder(tree, files, standards, findings, entry.name()).examine();
      } else {
        findings.noFolder(path, entry.kind());
      }
    }
  }

  /** Whole pictures are as they should be: the next request for each takes it up. */
  private void examineReceived(ReportBuilder findings) throws IOException {
    if (!isFolder(tree.received())) {
      return;
    }
    int whole = 0;
    for (FolderEntry entry : files.entries(tree.received())) {
      Path path = tree.received().resolve(entry.fileName());
      if (entry.isFile() && Spool.isWhole(entry.name())) {
        whole++;
      } else if (entry.isFile() && Spool.isPart(entry.name())) {
        findings.mendable(
            path, "a server that was killed left it", "the next start would remove it");
      } else {
        findings.note(path, "no picture that the server would take up");
      }
    }
    if (whole > 0) {
      findings.note(tree.received(), "pictures that came and are not stored yet: " + whole);
    }
  }

  private void leftovers(Path folder, ReportBuilder findings) throws IOException {
    if (isFolder(folder)) {
      for (FolderEntry leftover : files.entries(folder)) {
        findings.mendable(
            folder.resolve(leftover.fileName()),
            "a server that was killed left it",
            "the next start would remove it");
      }
    }
  }

  private void examineFile(Path file, FileValidators.FileTest test, ReportBuilder findings)
      throws IOException {
    Optional<FolderEntry> entry = files.look(file);
    if (entry.isEmpty()) {
      return;
    }
    findings.sawFile();
    if (!entry.get().isFile()) {
      findings.mendable(
          file, "it is " + entry.get().kind().text() + ", no file", "counting starts anew");
      return;
    }
    findings
        .content(files, file)
        .flatMap(test::fault)
        .ifPresent(fault -> findings.mendable(file, fault, "counting starts anew"));
  }

  private void examineSeries(ReportBuilder findings) throws IOException {
    if (!isFolder(tree.seriesDefinitions())) {
      return;
    }
    for (FolderEntry entry : files.entries(tree.seriesDefinitions())) {
      standards
          .series()
          .fault(tree.dataDirectory(), entry.name())
          .ifPresent(
              what ->
                  findings.mendable(
                      tree.seriesDefinitions().resolve(entry.fileName()),
                      what,
                      "what was built in under its name is back"));
    }
  }

  private void examineWords(ReportBuilder findings) throws IOException {
    if (isFolder(tree.databases())) {
      standards
          .words()
          .fault(tree.dataDirectory())
          .ifPresent(
              fault ->
                  findings.complain(
                      tree.dataDirectory(),
                      fault,
                      "the server does not start before it is mended"));
    }
  }

  private void examineSpace(ReportBuilder findings) throws IOException {
    FileStore disk = Files.getFileStore(tree.dataDirectory());
    long free = disk.getUsableSpace();
    String left = "only " + free / MEBIBYTE + " MiB are left on its disk";
    if (free < FULL) {
      findings.complain(tree.dataDirectory(), "its disk is full", "make room");
    } else if (free < LOW) {
      findings.note(tree.dataDirectory(), left);
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
