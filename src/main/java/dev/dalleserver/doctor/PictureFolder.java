package dev.dalleserver.doctor;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Examines the pictures of one series and the files that belong to them. */
final class PictureFolder {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final List<ArtifactKind> TEXTS =
      List.of(ArtifactKind.DATA, ArtifactKind.TITLE, ArtifactKind.TERSE, ArtifactKind.PROMPT);

  private final DataLayout layout;
  private final ConfinedTree files;
  private final FileValidators validators;
  private final ReportBuilder report;
  private final String series;
  private final Set<String> addresses = new TreeSet<>();

  PictureFolder(
      DataLayout tree,
      ConfinedTree files,
      FileValidators standards,
      ReportBuilder findings,
      String series) {
    this.layout = tree;
    this.files = files;
    this.validators = standards;
    this.report = findings;
    this.series = series;
  }

  void examine() throws IOException {
    for (FolderEntry folder : files.entries(layout.series(series))) {
      Path path = layout.series(series).resolve(folder.fileName());
      ArtifactKind kind = ArtifactKind.ofFolder(folder.name()).orElse(null);
      if (kind == null) {
        report.addRepairable(
            path, "a series has no folder of that name", "the server does not use it");
      } else if (!folder.isFolder()) {
        report.addNotFolder(path, folder.kind());
      } else {
        for (FolderEntry file : files.entries(path)) {
          examine(kind, path.resolve(file.fileName()), file);
        }
      }
    }
    addresses.forEach(this::examineConsistency);
  }

  private void examine(ArtifactKind kind, Path file, FolderEntry entry) {
    report.countFile();
    Optional<Address> address = kind.address(entry.name());
    if (!entry.isFile()) {
      report.addRepairable(
          file, "it is " + entry.kind().text() + ", not a file", "the server does not use it");
    } else if (address.isEmpty()) {
      report.addRepairable(
          file, "no picture has a file of that name", "the server does not use it");
    } else if (!Files.isReadable(file)) {
      report.addProblem(file, "it cannot be read", "give the server's user read permission");
    } else {
      addresses.add(address.get().value());
      examineContent(kind, file, entry);
    }
  }

  private void examineContent(ArtifactKind kind, Path file, FolderEntry entry) {
    switch (kind) {
      case GENERATED -> decode(file, "the picture is made again on the next request");
      case ANNOTATED -> decode(file, "it is captioned again on the next request");
      case THUMBNAIL -> decode(file, "it is made again on the next request");
      case SELECTOR -> parse(file);
      default -> {
        if (entry.bytes() == 0) {
          report.addRepairable(file, "it is empty", "");
        }
      }
    }
  }

  private void decode(Path file, String consequence) {
    report.countPicture();
    report
        .readContent(files, file)
        .flatMap(content -> validators.picture().fault(content))
        .ifPresent(fault -> report.addRepairable(file, fault, consequence));
  }

  private void parse(Path file) {
    report
        .readContent(files, file)
        .filter(content -> !isDress(content))
        .ifPresent(
            content ->
                report.addRepairable(
                    file, "it is not a dalleDress", "it is made again on the next request"));
  }

  private static boolean isDress(byte[] content) {
    try {
      JsonNode dress = JSON.readTree(content);
      return dress != null && dress.path("original").isTextual();
    } catch (IOException e) {
      return false;
    }
  }

  /** Examines whether the existing files of a picture fit together. */
  private void examineConsistency(String address) {
    Path picture = path(ArtifactKind.ANNOTATED, address);
    boolean annotated = exists(ArtifactKind.ANNOTATED, address) && !report.isMoved(picture);
    boolean dress = exists(ArtifactKind.SELECTOR, address);
    if (annotated && !dress) {
      report.addProblem(
          path(ArtifactKind.SELECTOR, address),
          "it is missing beside the finished picture",
          "?generate=1&force=1 makes all of its files again");
    }
    if (dress) {
      TEXTS.stream()
          .filter(kind -> !exists(kind, address))
          .forEach(kind -> reportMissing(kind, address));
    }
    if (dress && !annotated && !report.isMoved(picture)) {
      report.addNote(picture, missingPictureNote());
    }
    if (exists(ArtifactKind.THUMBNAIL, address) && !annotated) {
      report.addRepairable(path(ArtifactKind.THUMBNAIL, address), "its picture is gone", "");
    }
  }

  private String missingPictureNote() {
    return validators.series().isKnown(layout.dataDirectory(), series)
        ? "not there: cut off, cancelled or removed; ?generate=1 finishes it"
        : "not there, and neither is its series, so that it cannot be made";
  }

  private void reportMissing(ArtifactKind kind, String address) {
    report.addProblem(
        path(kind, address),
        "it is missing beside the dalleDress",
        "?generate=1&force=1 makes all of its files again");
  }

  private boolean exists(ArtifactKind kind, String address) {
    return Files.isRegularFile(path(kind, address), LinkOption.NOFOLLOW_LINKS);
  }

  private Path path(ArtifactKind kind, String address) {
    return layout.artifact(kind, series, address);
  }
}
