package dev.dalleserver.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.StoredJson;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Examines the files of the pictures of one series, and whether those of a picture fit together.
 */
final class PictureFiles {
  private static final List<ArtifactKind> TEXTS =
      List.of(ArtifactKind.DATA, ArtifactKind.TITLE, ArtifactKind.TERSE, ArtifactKind.PROMPT);

  /** A member of every dress that this server writes, and of none that the original does. */
  private static final String OWN_MEMBER = "provider";

  private final DataLayout layout;
  private final ConfinedTree files;
  private final FileValidators validators;
  private final ReportBuilder report;
  private final String series;
  private final Map<ArtifactKind, Map<String, Path>> found = new EnumMap<>(ArtifactKind.class);
  private final Set<String> originalDresses = new HashSet<>();
  private boolean original;

  PictureFiles(
      DataLayout layout,
      ConfinedTree files,
      FileValidators validators,
      ReportBuilder report,
      String series) {
    this.layout = layout;
    this.files = files;
    this.validators = validators;
    this.report = report;
    this.series = series;
  }

  /** Notes that the original has made pictures of this series. */
  void setOriginal() {
    original = true;
  }

  /** Examines one file; those that are generated must come before those that are annotated. */
  void examine(ArtifactKind kind, String address, Path file, FolderEntry entry) {
    Map<String, Path> paths = found.computeIfAbsent(kind, same -> new HashMap<>());
    // Of two spellings of one address the server uses the one in lower case.
    if (!paths.containsKey(address) || file.equals(layout.artifact(kind, series, address))) {
      paths.put(address, file);
    }
    switch (kind) {
      case GENERATED ->
          decode(kind, address, file, "the picture is made again on the next request");
      case ANNOTATED -> decode(kind, address, file, "it is captioned again on the next request");
      case THUMBNAIL -> decode(kind, address, file, "it is made again on the next request");
      case SELECTOR -> parse(address, file, entry);
      // Both the original and this server leave none where the language model was not asked.
      case ENHANCED -> {}
      default -> {
        if (entry.bytes() == 0) {
          report.addRepairable(file, "it is empty", "");
        }
      }
    }
  }

  private void decode(ArtifactKind kind, String address, Path file, String consequence) {
    report.countPicture();
    Optional<byte[]> content = report.readContent(files, file);
    Optional<String> fault = content.flatMap(bytes -> validators.picture().fault(bytes));
    if (fault.isEmpty()) {
      return;
    }
    boolean free =
        kind == ArtifactKind.THUMBNAIL
            || PictureBytes.isNoPicture(content.orElseThrow())
            || (kind == ArtifactKind.ANNOTATED && isWhole(ArtifactKind.GENERATED, address));
    if (free) {
      report.addRepairable(file, fault.get(), consequence);
    } else {
      report.addRepairableIfPaid(file, fault.get(), consequence);
    }
  }

  private boolean isWhole(ArtifactKind kind, String address) {
    return exists(kind, address) && !report.isMoved(path(kind, address));
  }

  private void parse(String address, Path file, FolderEntry entry) {
    Optional<JsonNode> dress = report.readContent(files, file).flatMap(PictureFiles::dress);
    if (dress.isPresent()) {
      if (!dress.get().has(OWN_MEMBER)) {
        originalDresses.add(address);
      }
    } else if (entry.bytes() == 0) {
      report.addRepairable(file, "it is empty", "it is made again on the next request");
    } else {
      report.addRepairableIfPaid(
          file, "it is not a dalleDress", "it is made again on the next request");
    }
  }

  private static Optional<JsonNode> dress(byte[] content) {
    try {
      return Optional.ofNullable(StoredJson.read(content)).filter(JsonNode::isObject);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Examines whether the existing files of each picture fit together. */
  void examineConsistency() {
    Set<String> addresses = new TreeSet<>();
    found.values().forEach(paths -> addresses.addAll(paths.keySet()));
    addresses.forEach(this::examineConsistency);
  }

  private void examineConsistency(String address) {
    Path picture = path(ArtifactKind.ANNOTATED, address);
    boolean annotated = isWhole(ArtifactKind.ANNOTATED, address);
    boolean dress = exists(ArtifactKind.SELECTOR, address);
    if (annotated && !dress) {
      reportMissing(ArtifactKind.SELECTOR, address, "it is missing beside the finished picture");
    }
    if (dress) {
      TEXTS.stream()
          .filter(kind -> !exists(kind, address))
          .forEach(kind -> reportMissing(kind, address, "it is missing beside the dalleDress"));
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

  /** The original leaves files out, and the server takes the words from those that are there. */
  private void reportMissing(ArtifactKind kind, String address, String what) {
    if (original || originalDresses.contains(address)) {
      report.addNote(path(kind, address), what + "; the other files have its words");
    } else {
      report.addProblem(
          path(kind, address),
          what,
          "?generate=1&force=1 makes all of its files again, and pays for them");
    }
  }

  private boolean exists(ArtifactKind kind, String address) {
    return found.getOrDefault(kind, Map.of()).containsKey(address);
  }

  private Path path(ArtifactKind kind, String address) {
    return found
        .getOrDefault(kind, Map.of())
        .getOrDefault(address, layout.artifact(kind, series, address));
  }
}
