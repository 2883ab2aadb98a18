package dev.dalleserver.doctor;

import dev.dalleserver.picture.OriginalKind;
import dev.dalleserver.picture.OriginalName;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the Go original leaves in a data directory and this server does not make: reported as what
 * it is. None of it is a problem.
 */
final class OriginalFolders {
  private static final String USER_SERIES = "user-series";

  private final DataLayout layout;
  private final ConfinedTree files;
  private final ReportBuilder report;
  private boolean found;

  OriginalFolders(DataLayout layout, ConfinedTree files, ReportBuilder report) {
    this.layout = layout;
    this.files = files;
    this.report = report;
  }

  void examineUserSeries() throws IOException {
    Path folder = layout.dataDirectory().resolve(USER_SERIES);
    if (files.lookUp(folder).filter(FolderEntry::isFolder).isPresent()) {
      long count =
          files.entries(folder).stream().filter(each -> each.name().endsWith(".json")).count();
      note(folder, count + " series of the original");
    }
  }

  /** Says of the folders of a series which ones the original has called otherwise. */
  void noteSpelledSeries(SeriesName series, List<Path> folders) throws IOException {
    for (Path folder : folders) {
      if (!folder.equals(layout.series(series.value()))) {
        note(folder, countFiles(folder) + " files of a series that this server calls " + series);
      }
    }
  }

  /** Examines an entry of {@code output/} that is no folder of pictures that are shown. */
  void examineOther(Path path, FolderEntry entry) throws IOException {
    if (entry.isFolder() && OriginalName.isRemovedSeries(entry.name())) {
      note(path, countFiles(path) + " files of a series that its owner has removed; not shown");
    } else if (entry.isFolder() && files.names(path).isEmpty()) {
      report.addRepairable(
          path, "it is not a valid name of a series", "the server does not use it");
    } else {
      report.addRepairableIfPaid(
          path, "it is not a valid name of a series", "the server does not use it");
    }
  }

  /**
   * Examines a folder of a series that has no files of this server.
   *
   * @return false when the original has no such folder either
   */
  boolean examineKind(Path path, FolderEntry entry) throws IOException {
    if (!entry.isFolder() || OriginalKind.ofFolder(entry.name()).isEmpty()) {
      return false;
    }
    note(path, files.entries(path).size() + " files of the original; kept");
    return true;
  }

  void noteSeeds(Path folder, int count) {
    if (count > 0) {
      note(folder, count + " files of seeds that are no address; kept, and not shown");
    }
  }

  void noteSpelled(Path folder, int count) {
    if (count > 0) {
      note(folder, count + " files that spell the address otherwise; used as they are");
    }
  }

  /** Says, once, what an import would do with what was found. */
  void offerImport() {
    if (found) {
      report.addNote(
          layout.dataDirectory(),
          "the Go original has stored files here. The server uses them as they are; ./run.sh import"
              + " <this directory> --data-dir <another> copies them: spells addresses in lower"
              + " case, brings the series of "
              + USER_SERIES
              + "/, and keeps removed series hidden");
    }
  }

  private int countFiles(Path series) throws IOException {
    int count = 0;
    for (FolderEntry folder : files.entries(series)) {
      count += folder.isFolder() ? files.entries(series.resolve(folder.fileName())).size() : 1;
    }
    return count;
  }

  private void note(Path path, String text) {
    found = true;
    report.addNote(path, text);
  }
}
