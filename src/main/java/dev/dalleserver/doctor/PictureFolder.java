package dev.dalleserver.doctor;

import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.OriginalName;
import dev.dalleserver.picture.PassedOverName;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderEntry;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Examines the pictures of one series and the files that belong to them, in all folders that are
 * called as the series is, in whatever spelling.
 */
final class PictureFolder {
  private final ConfinedTree files;
  private final ReportBuilder report;
  private final OriginalFolders originals;
  private final PictureFiles pictures;

  PictureFolder(
      DataLayout tree,
      ConfinedTree files,
      FileValidators standards,
      ReportBuilder findings,
      String series,
      OriginalFolders originals) {
    this.files = files;
    this.report = findings;
    this.originals = originals;
    this.pictures = new PictureFiles(tree, files, standards, findings, series);
  }

  /** A folder of a kind of files, and where it is. */
  private record Kind(Path path, FolderEntry entry) {
    boolean isAnnotated() {
      return entry.name().equals(ArtifactKind.ANNOTATED.folder());
    }
  }

  void examine(List<Path> folders) throws IOException {
    List<Kind> kinds = new ArrayList<>();
    for (Path folder : folders) {
      report.examineRights(folder);
      for (FolderEntry entry : files.entries(folder)) {
        Path path = folder.resolve(entry.fileName());
        if (originals.examineKind(path, entry)) {
          pictures.setOriginal();
        } else {
          kinds.add(new Kind(path, entry));
        }
      }
    }
    // A broken annotated picture is judged by the generated one.
    kinds.sort((a, b) -> Boolean.compare(a.isAnnotated(), b.isAnnotated()));
    for (Kind kind : kinds) {
      examineKind(kind.path, kind.entry);
    }
    pictures.examineConsistency();
  }

  private void examineKind(Path path, FolderEntry folder) throws IOException {
    Optional<ArtifactKind> kind = ArtifactKind.ofFolder(folder.name());
    if (kind.isPresent() && folder.isFolder()) {
      report.examineRights(path);
      examineFiles(kind.get(), path);
    } else if (kind.isPresent()) {
      report.addNotFolder(path, folder.kind());
    } else if (folder.isFolder() && !files.names(path).isEmpty()) {
      report.addRepairableIfPaid(
          path, "a series has no folder of that name", "the server does not use it");
    } else {
      report.addRepairable(
          path, "a series has no folder of that name", "the server does not use it");
    }
  }

  private void examineFiles(ArtifactKind kind, Path folder) throws IOException {
    int seeds = 0;
    int spelled = 0;
    for (FolderEntry entry : entries(folder)) {
      String name = entry.name();
      if (PassedOverName.matches(name) && !LeftoverName.matches(name)) {
        continue;
      }
      report.countFile();
      Path file = folder.resolve(entry.fileName());
      Optional<String> ours = OriginalName.file(name, kind.extension());
      Optional<Address> address = ours.flatMap(kind::address);
      if (!entry.isFile()) {
        report.addRepairable(
            file, "it is " + entry.kind().text() + ", not a file", "the server does not use it");
      } else if (ours.isPresent() && address.isEmpty()) {
        seeds++;
      } else if (address.isEmpty()) {
        examineStranger(kind, file, entry);
      } else if (!Files.isReadable(file)) {
        report.addProblem(file, "it cannot be read", "give the server's user read permission");
      } else {
        spelled += name.equals(name.toLowerCase(Locale.ROOT)) ? 0 : 1;
        pictures.examine(kind, address.get().value(), file, entry);
      }
    }
    originals.noteSeeds(folder, seeds);
    originals.noteSpelled(folder, spelled);
  }

  /** Returns all entries; none after adding a problem for a folder that cannot be listed. */
  private List<FolderEntry> entries(Path folder) {
    try {
      return files.allEntries(folder);
    } catch (IOException e) {
      report.addProblem(
          folder,
          "it cannot be listed: " + PlainReason.of(e),
          "give the server's user read permission");
      return List.of();
    }
  }

  private void examineStranger(ArtifactKind kind, Path file, FolderEntry entry) {
    String what = "no picture has a file of that name";
    boolean worthless =
        LeftoverName.matches(entry.name())
            || kind == ArtifactKind.THUMBNAIL
            || entry.bytes() == 0
            || (kind != ArtifactKind.ENHANCED
                && report.readContent(files, file).map(PictureBytes::isNoPicture).orElse(false));
    if (worthless) {
      report.addRepairable(file, what, "the server does not use it");
    } else {
      report.addRepairableIfPaid(file, what, "the server does not use it");
    }
  }
}
