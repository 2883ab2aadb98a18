package dev.dalleserver.doctor;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.store.Artifact;
import dev.dalleserver.store.ConfinedTree;
import dev.dalleserver.store.DataLayout;
import dev.dalleserver.store.FolderEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Examines the pictures of one series and the files that belong to them. */
final class PictureFolder {
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final List<Artifact> TEXTS =
      List.of(Artifact.DATA, Artifact.TITLE, Artifact.TERSE, Artifact.PROMPT);

  private final DataLayout tree;
  private final ConfinedTree files;
  private final FileValidators standards;
  private final ReportBuilder findings;
  private final String series;
  private final Set<String> addresses = new TreeSet<>();

  PictureFolder(
      DataLayout tree,
      ConfinedTree files,
      FileValidators standards,
      ReportBuilder findings,
      String series) {
    this.tree = tree;
    this.files = files;
    this.standards = standards;
    this.findings = findings;
    this.series = series;
  }

  void examine() throws IOException {
    for (FolderEntry folder : files.entries(tree.series(series))) {
      Path path = tree.series(series).resolve(folder.fileName());
      Artifact kind = kind(folder.name());
      if (kind == null) {
        findings.mendable(
            path, "a series has no folder of that name", "the server does not use it");
      } else if (!folder.isFolder()) {
        findings.noFolder(path, folder.kind());
      } else {
        for (FolderEntry file : files.entries(path)) {
          examine(kind, path.resolve(file.fileName()), file);
        }
      }
    }
    addresses.forEach(this::examineTogether);
  }

  private void examine(Artifact kind, Path file, FolderEntry entry) {
    findings.sawFile();
    String name = entry.name();
    String ending = "." + kind.extension();
    String address =
        name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : "";
    if (!entry.isFile()) {
      findings.mendable(
          file, "it is " + entry.kind().text() + ", not a file", "the server does not use it");
    } else if (!ADDRESS.matcher(address).matches()) {
      findings.mendable(file, "no picture has a file of that name", "the server does not use it");
    } else if (!Files.isReadable(file)) {
      findings.complain(file, "it cannot be read", "give the server's user read permission");
    } else {
      addresses.add(address);
      examineContent(kind, file, entry);
    }
  }

  private void examineContent(Artifact kind, Path file, FolderEntry entry) {
    switch (kind) {
      case GENERATED -> decode(file, "the picture is made again on the next request");
      case ANNOTATED -> decode(file, "it is captioned again on the next request");
      case THUMBNAIL -> decode(file, "it is made again on the next request");
      case SELECTOR -> parse(file);
      default -> {
        if (entry.bytes() == 0) {
          findings.mendable(file, "it is empty", "");
        }
      }
    }
  }

  private void decode(Path file, String consequence) {
    findings.sawPicture();
    findings
        .content(files, file)
        .flatMap(content -> standards.picture().fault(content))
        .ifPresent(fault -> findings.mendable(file, fault, consequence));
  }

  private void parse(Path file) {
    findings
        .content(files, file)
        .filter(content -> !isDress(content))
        .ifPresent(
            content ->
                findings.mendable(
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
  private void examineTogether(String address) {
    Path picture = path(Artifact.ANNOTATED, address);
    boolean annotated = there(Artifact.ANNOTATED, address) && !findings.moves(picture);
    boolean dress = there(Artifact.SELECTOR, address);
    if (annotated && !dress) {
      findings.complain(
          path(Artifact.SELECTOR, address),
          "it is missing beside the finished picture",
          "?generate=1&force=1 makes all of its files again");
    }
    if (dress) {
      TEXTS.stream().filter(kind -> !there(kind, address)).forEach(kind -> missing(kind, address));
    }
    if (dress && !annotated && !findings.moves(picture)) {
      findings.note(picture, notMade());
    }
    if (there(Artifact.THUMBNAIL, address) && !annotated) {
      findings.mendable(path(Artifact.THUMBNAIL, address), "its picture is gone", "");
    }
  }

  private String notMade() {
    return standards.series().known(tree.dataDirectory(), series)
        ? "not there: cut off, cancelled or removed; ?generate=1 finishes it"
        : "not there, and neither is its series, so that it cannot be made";
  }

  private void missing(Artifact kind, String address) {
    findings.complain(
        path(kind, address),
        "it is missing beside the dalleDress",
        "?generate=1&force=1 makes all of its files again");
  }

  private boolean there(Artifact kind, String address) {
    return Files.isRegularFile(path(kind, address), LinkOption.NOFOLLOW_LINKS);
  }

  private Path path(Artifact kind, String address) {
    return tree.artifact(kind, series, address);
  }

  private static @Nullable Artifact kind(String folder) {
    return Stream.of(Artifact.values())
        .filter(kind -> folder.equals(kind.folder()))
        .findFirst()
        .orElse(null);
  }
}
