package dev.dalleserver.cluster.transfer;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PassedOverName;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.CopyReport;
import dev.dalleserver.storage.CopyReport.Action;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderEntry;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Lists the files of a data directory that become artifacts. No link is followed. */
final class SourceDirectory {
  private static final Pattern ARCHIVED_RUN =
      Pattern.compile("[a-z0-9][a-z0-9_-]*_0x[0-9a-f]{40}_[0-9]{1,19}\\.json");

  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,18}");

  private static final String NOT_OURS = "no artifact has a file of that name";

  private final DataLayout layout;
  private final ConfinedTree files;
  private final CopyReport report;
  private final Set<Path> refused;

  /**
   * @param report hears of what becomes no artifact
   * @param refused files and folders that were reported already; they are passed over
   */
  SourceDirectory(DataLayout layout, Set<Path> refused, CopyReport report) {
    this.layout = layout;
    this.files = ConfinedTree.below(layout.dataDirectory());
    this.refused = refused;
    this.report = report;
  }

  byte[] read(SourceFile source, int maxBytes) throws IOException {
    return files.read(source.file(), maxBytes);
  }

  /** Returns the folders of pictures. */
  List<Path> seriesFolders() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (FolderEntry entry : list(layout.output())) {
      Path path = layout.output().resolve(entry.fileName());
      if (path.equals(layout.generations())) {
        leave(path, "batches end with their server");
      } else if (entry.isFolder()) {
        folders.add(path);
      } else {
        leave(path, NOT_OURS);
      }
    }
    return folders;
  }

  /**
   * Returns the files of one folder of pictures, those of each picture together: first its words,
   * and last what shows that it is finished.
   */
  Iterable<List<SourceFile>> pictures(Path series) throws IOException {
    Map<String, SourceFile> targets = new TreeMap<>();
    for (FolderEntry kind : list(series)) {
      Path folder = series.resolve(kind.fileName());
      if (!kind.isFolder()) {
        leave(folder, NOT_OURS);
        continue;
      }
      for (FolderEntry entry : list(folder)) {
        addPictureFile(targets, folder.resolve(entry.fileName()), entry);
      }
    }
    Map<String, List<SourceFile>> pictures = new TreeMap<>();
    for (SourceFile source : targets.values()) {
      pictures.computeIfAbsent(source.stem(), stem -> new ArrayList<>()).add(source);
    }
    pictures.values().forEach(each -> each.sort(Comparator.comparing(SourceDirectory::rank)));
    return pictures.values();
  }

  private void addPictureFile(Map<String, SourceFile> targets, Path file, FolderEntry entry) {
    String path = layout.relative(file);
    ArtifactId id = ArtifactId.parse(path);
    boolean isPicture = id instanceof ArtifactId.Picture || id instanceof ArtifactId.Original;
    if (!entry.isFile() || !isPicture) {
      leave(file, NOT_OURS);
      return;
    }
    SourceFile source = source(file, id.path(), entry);
    SourceFile other = targets.get(source.target());
    if (other == null) {
      targets.put(source.target(), source);
      return;
    }
    // Of two spellings the server uses its own, or else the first.
    boolean isExact = path.equals(source.target());
    if (isExact) {
      targets.put(source.target(), source);
    }
    leave((isExact ? other : source).file(), "another file of that picture counts");
  }

  private static int rank(SourceFile source) {
    String folder = source.target().split("/", -1)[2];
    return ArtifactKind.ofFolder(folder)
        .map(
            kind ->
                switch (kind) {
                  case SELECTOR -> 2;
                  case GENERATED -> 3;
                  case ANNOTATED -> 4;
                  case THUMBNAIL -> 5;
                  default -> 1;
                })
        .orElse(0);
  }

  private SourceFile source(Path file, String target, FolderEntry entry) {
    return new SourceFile(file, layout.relative(file), target, entry.bytes(), entry.modifiedAt());
  }

  /** Returns the files of all other artifacts: received pictures, archived runs, what is aside. */
  List<SourceFile> others() throws IOException {
    List<SourceFile> sources = new ArrayList<>();
    for (FolderEntry entry : list(layout.received())) {
      Path file = layout.received().resolve(entry.fileName());
      if (!isReceived(entry)) {
        leave(file, NOT_OURS);
      } else if (ReceivedName.survivesRestart(receivedName(entry))) {
        sources.add(source(file, layout.relative(file), entry));
      } else {
        leave(file, "of a batch, which ends with its server");
      }
    }
    Path runs = layout.metrics().resolve("runs");
    for (FolderEntry entry : list(runs)) {
      Path file = runs.resolve(entry.fileName());
      if (entry.isFile() && ARCHIVED_RUN.matcher(entry.name()).matches()) {
        sources.add(source(file, layout.relative(file), entry));
      } else {
        leave(file, NOT_OURS);
      }
    }
    for (FolderEntry entry : list(layout.setAside())) {
      Path folder = layout.setAside().resolve(entry.fileName());
      if (entry.isFolder() && MILLIS.matcher(entry.name()).matches()) {
        addSetAside(sources, folder, folder, 1);
      } else {
        leave(folder, NOT_OURS);
      }
    }
    return sources;
  }

  private static boolean isReceived(FolderEntry entry) {
    return entry.isFile() && entry.name().endsWith(ArtifactId.Received.ENDING);
  }

  private static String receivedName(FolderEntry entry) {
    String name = entry.name();
    return name.substring(0, name.length() - ArtifactId.Received.ENDING.length());
  }

  private void addSetAside(List<SourceFile> sources, Path top, Path folder, int depth)
      throws IOException {
    for (FolderEntry entry : list(folder)) {
      Path file = folder.resolve(entry.fileName());
      if (entry.isFolder() && depth < ArtifactId.PARTS) {
        addSetAside(sources, top, file, depth + 1);
      } else if (entry.isFile() && isArtifact(top.relativize(file).toString().replace('\\', '/'))) {
        sources.add(source(file, layout.relative(file), entry));
      } else {
        leave(file, NOT_OURS);
      }
    }
  }

  /** Returns true for a path that an artifact has, in the server's own spelling. */
  static boolean isArtifact(String path) {
    String end = ArtifactId.Received.ENDING;
    if (path.startsWith(ArtifactId.RECEIVED + "/") && path.endsWith(end)) {
      String name = path.substring(ArtifactId.RECEIVED.length() + 1, path.length() - end.length());
      return ReceivedName.survivesRestart(name) && !name.contains("/");
    }
    String runs = ArtifactId.METRICS + "/runs/";
    if (path.startsWith(runs)) {
      return ARCHIVED_RUN.matcher(path.substring(runs.length())).matches();
    }
    ArtifactId id = ArtifactId.parse(path);
    return (id instanceof ArtifactId.Picture || id instanceof ArtifactId.Original)
        && id.path().equals(path);
  }

  /** Returns true for the path of an artifact that was set aside. */
  static boolean isSetAside(String path) {
    String[] parts = path.split("/", 3);
    return parts.length == 3
        && parts[0].equals("set-aside")
        && MILLIS.matcher(parts[1]).matches()
        && isArtifact(parts[2]);
  }

  private List<FolderEntry> list(Path folder) throws IOException {
    List<FolderEntry> found = new ArrayList<>();
    try {
      for (FolderEntry entry : files.allEntries(folder)) {
        Path path = folder.resolve(entry.fileName());
        if (refused.contains(path)) {
          continue;
        }
        if (PassedOverName.matches(entry.name())) {
          leave(path, "a file of that name is passed over");
        } else {
          found.add(entry);
        }
      }
    } catch (IOException e) {
      report.onFile(
          Action.FAILED, layout.relative(folder), "it cannot be listed: " + PlainReason.of(e));
    }
    return found;
  }

  private void leave(Path path, String reason) {
    report.onFile(Action.LEFT, layout.relative(path), reason);
  }
}
