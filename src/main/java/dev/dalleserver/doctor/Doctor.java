package dev.dalleserver.doctor;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.OriginalName;
import dev.dalleserver.picture.PassedOverName;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderEntry;
import dev.dalleserver.storage.FolderHandle;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Examines a data directory that no server is using, and repairs what can be repaired safely:
 * broken files are moved aside, never deleted. No link is followed, neither to read nor to move.
 */
public final class Doctor {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final long FULL_BYTES = MEBIBYTE;
  private static final long LOW_BYTES = 512 * MEBIBYTE;

  private final DataLayout layout;
  private final ConfinedTree files;
  private final FileValidators validators;
  private final Clock clock;

  public Doctor(DataLayout tree, FileValidators standards, Clock clock) {
    this.layout = tree;
    this.files = ConfinedTree.below(tree.dataDirectory());
    this.validators = standards;
    this.clock = clock;
  }

  /**
   * Examines the directory and changes nothing.
   *
   * @throws IOException when the directory cannot be read
   */
  public DoctorReport examine() throws IOException {
    ReportBuilder report = new ReportBuilder(layout);
    examineFolders(report);
    examineOutput(report);
    if (isFolder(layout.metrics())) {
      examineFile(
          layout.metrics().resolve("progress_phase_stats.json"), validators.statistics(), report);
      examineFile(layout.metrics().resolve("image_budget.json"), validators.budget(), report);
      examineFile(layout.metrics().resolve("usage_days.json"), validators.usage(), report);
    }
    reportLeftovers(layout.temporary(), report);
    examineReceived(report);
    examineSpace(report);
    examineSeries(report);
    examineDatabases(report);
    if (isFolder(layout.collections())) {
      new CollectionFolder(layout, files, validators.collections(), report).examine();
    }
    return report.build();
  }

  /**
   * Moves broken files to {@code set-aside/<millis>/} under the same path.
   *
   * @param paid whether files are moved too that may have been paid for
   * @return the problems whose files were moved
   * @throws IOException when a file could not be moved; files moved before it stay moved
   */
  public List<Problem> repair(DoctorReport report, boolean paid) throws IOException {
    List<Problem> repairable =
        report.problems().stream()
            .filter(problem -> problem.fileToMove().isPresent())
            .filter(problem -> paid || !problem.mayBePaid())
            .toList();
    Path setAside = layout.setAside().resolve(Long.toString(clock.millis()));
    for (Problem problem : repairable) {
      Path from = problem.fileToMove().orElseThrow();
      Path to = setAside.resolve(layout.dataDirectory().relativize(from));
      try (FolderHandle source = files.openFolder(parent(from));
          FolderHandle target = files.makeFolder(parent(to))) {
        source.moveAcross(name(from), target, name(to));
      }
    }
    return repairable;
  }

  private void examineFolders(ReportBuilder report) throws IOException {
    report.examineRights(layout.dataDirectory());
    for (Path folder : layout.serverFolders()) {
      if (folder.equals(layout.generations())) {
        // Examined with its parent folder.
        continue;
      }
      Optional<FolderEntry> entry = files.lookUp(folder);
      if (entry.isPresent() && !entry.get().isFolder()) {
        report.addNotFolder(folder, entry.get().kind());
      } else if (entry.isPresent()) {
        report.examineRights(folder);
      } else if (layout.foldersMadeAtStart().contains(folder)) {
        report.addNote(folder, "missing; the server creates it");
      }
    }
  }

  private void examineOutput(ReportBuilder report) throws IOException {
    OriginalFolders originals = new OriginalFolders(layout, files, report);
    originals.examineUserSeries();
    if (isFolder(layout.output())) {
      examineOutput(report, originals);
    }
    originals.offerImport();
  }

  private void examineOutput(ReportBuilder report, OriginalFolders originals) throws IOException {
    // All folders of a series together: one may have the words of another one's picture.
    Map<SeriesName, List<Path>> series = new TreeMap<>();
    for (FolderEntry entry : files.entries(layout.output())) {
      Path path = layout.output().resolve(entry.fileName());
      Optional<SeriesName> owner = OriginalName.pictureFolder(entry.name());
      if (path.equals(layout.generations())) {
        if (entry.isFolder()) {
          reportLeftovers(path, report);
        } else {
          report.addNotFolder(path, entry.kind());
        }
      } else if (owner.isPresent() && entry.isFolder()) {
        series.computeIfAbsent(owner.get(), name -> new ArrayList<>()).add(path);
      } else if (SeriesName.isValid(entry.name())) {
        report.addNotFolder(path, entry.kind());
      } else {
        originals.examineOther(path, entry);
      }
    }
    for (Map.Entry<SeriesName, List<Path>> each : series.entrySet()) {
      originals.noteSpelledSeries(each.getKey(), each.getValue());
      new PictureFolder(layout, files, validators, report, each.getKey().value(), originals)
          .examine(each.getValue());
    }
  }

  /**
   * Examines received pictures. A whole one is not a problem: the next request for its picture uses
   * it.
   */
  private void examineReceived(ReportBuilder report) throws IOException {
    if (!isFolder(layout.received())) {
      return;
    }
    int received = 0;
    for (FolderEntry entry : files.allEntries(layout.received())) {
      Path path = layout.received().resolve(entry.fileName());
      if (entry.isFile() && entry.name().endsWith(ArtifactId.Received.ENDING)) {
        received++;
      } else if (entry.isFile() && entry.name().endsWith(ArtifactId.Received.UNFINISHED_ENDING)) {
        report.addRepairable(
            path, "a server that was killed left it", "the next start would remove it");
      } else if (!PassedOverName.matches(entry.name())) {
        report.addNote(path, "not a picture that the server would use");
      }
    }
    if (received > 0) {
      report.addNote(layout.received(), "received pictures that are not stored yet: " + received);
    }
  }

  private void reportLeftovers(Path folder, ReportBuilder report) throws IOException {
    if (isFolder(folder)) {
      for (FolderEntry leftover : files.allEntries(folder)) {
        report.addRepairable(
            folder.resolve(leftover.fileName()),
            "a server that was killed left it",
            "the next start would remove it");
      }
    }
  }

  private void examineFile(Path file, FileValidators.FileValidator test, ReportBuilder report)
      throws IOException {
    Optional<FolderEntry> entry = files.lookUp(file);
    if (entry.isEmpty()) {
      return;
    }
    report.countFile();
    if (!entry.get().isFile()) {
      report.addRepairable(
          file, "it is " + entry.get().kind().text() + ", not a file", "counting starts again");
      return;
    }
    report
        .readContent(files, file)
        .flatMap(test::fault)
        .ifPresent(fault -> report.addRepairable(file, fault, "counting starts again"));
  }

  private void examineSeries(ReportBuilder report) throws IOException {
    for (boolean original : new boolean[] {true, false}) {
      Path folder =
          original
              ? layout.dataDirectory().resolve(DataLayout.ORIGINAL_SERIES)
              : layout.seriesDefinitions();
      for (FolderEntry entry : isFolder(folder) ? files.entries(folder) : List.<FolderEntry>of()) {
        examineSeries(folder.resolve(entry.fileName()), original, entry.name(), report);
      }
    }
  }

  private void examineSeries(Path file, boolean original, String name, ReportBuilder report) {
    Path directory = layout.dataDirectory();
    Optional<String> fault = validators.series().fault(directory, original, name);
    if (fault.isPresent() && original) {
      report.addProblem(file, fault.get(), "the server skips it; correct it or remove it");
    } else if (fault.isPresent()) {
      report.addRepairable(file, fault.get(), "a built-in series of that name is used again");
    } else {
      validators
          .series()
          .warnings(directory, original, name)
          .forEach(warning -> report.addNote(file, warning));
    }
  }

  private void examineDatabases(ReportBuilder report) throws IOException {
    if (isFolder(layout.databases())) {
      validators
          .databases()
          .faults(layout.dataDirectory())
          .forEach(
              (file, fault) ->
                  report.addProblem(
                      layout.dataDirectory().resolve(file),
                      fault,
                      "the server uses its own in place of it, which draws other words"));
    }
  }

  private void examineSpace(ReportBuilder report) throws IOException {
    FileStore disk = Files.getFileStore(layout.dataDirectory());
    long free = disk.getUsableSpace();
    String left = "only " + free / MEBIBYTE + " MiB are left on its disk";
    if (free < FULL_BYTES) {
      report.addProblem(layout.dataDirectory(), "its disk is full", "make room");
    } else if (free < LOW_BYTES) {
      report.addNote(layout.dataDirectory(), left);
    }
  }

  private boolean isFolder(Path path) throws IOException {
    return files.lookUp(path).map(FolderEntry::isFolder).orElse(false);
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  private static Path name(Path path) {
    return Objects.requireNonNull(path.getFileName());
  }
}
