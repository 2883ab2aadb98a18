package dev.dalleserver.migration;

import dev.dalleserver.migration.ImportItem.Check;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.OriginalKind;
import dev.dalleserver.picture.OriginalName;
import dev.dalleserver.picture.PassedOverName;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.FolderEntry;
import dev.dalleserver.storage.NotConfinedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A data directory of the original: lists every file in it with where it belongs. No link in it is
 * followed.
 */
final class OriginalTree {
  private static final String STATISTICS = "progress_phase_stats.json";

  /** The order in which the files of a picture are brought: what shows that it is finished last. */
  private static final List<String> ORDER =
      List.of("data", "title", "terse", "prompt", "enhanced", "technical", "metadata", "audio");

  private final Path root;
  private final ConfinedTree files;
  private final Set<String> databases;
  private final List<ImportItem> items = new ArrayList<>();

  /** The source of each target: two sources must not become one file. */
  private final Map<String, Path> targets = new HashMap<>();

  /**
   * @param databases the names of all databases that this server has
   */
  OriginalTree(Path root, Set<String> databases) {
    this.root = root.toAbsolutePath().normalize();
    this.files = ConfinedTree.below(this.root);
    this.databases = databases;
  }

  /** Reads a whole file. */
  byte[] read(Path source, int maxBytes) throws IOException {
    return files.read(root.resolve(source), maxBytes);
  }

  /** Returns when a file was last written; 1970 for one that has just been removed. */
  Instant modifiedAt(Path source) throws IOException {
    return files.lookUp(root.resolve(source)).map(FolderEntry::modifiedAt).orElse(Instant.EPOCH);
  }

  /** Lists all files, in the order in which they are brought. */
  List<ImportItem> list() throws IOException {
    each(Path.of("series"), this::series);
    each(Path.of("user-series"), this::series);
    each(Path.of("databases"), this::database);
    each(Path.of("output"), this::seriesFolder);
    each(Path.of("metrics"), this::metrics);
    for (FolderEntry entry : files.allEntries(root)) {
      Path name = entry.fileName();
      if (!Set.of("user-series", "series", "databases", "output", "metrics")
          .contains(entry.name())) {
        items.add(
            ImportItem.leave(
                name, entry.isFolder() ? "nothing in it is needed" : "it is not needed"));
      }
    }
    return List.copyOf(items);
  }

  /** What becomes of one entry of a folder. */
  private interface Visitor {
    void visit(Path path, FolderEntry entry) throws IOException;
  }

  private void each(Path folder, Visitor visitor) throws IOException {
    Optional<FolderEntry> found = files.lookUp(root.resolve(folder));
    if (found.isEmpty()) {
      return;
    }
    if (!found.get().isFolder()) {
      items.add(notFollowed(folder, found.get()));
      return;
    }
    for (FolderEntry entry : files.allEntries(root.resolve(folder))) {
      Path path = folder.resolve(entry.fileName());
      if (PassedOverName.matches(entry.name())) {
        items.add(ImportItem.leave(path, "a file of that name is passed over"));
      } else {
        visitor.visit(path, entry);
      }
    }
  }

  private static ImportItem notFollowed(Path path, FolderEntry entry) {
    return ImportItem.fail(
        path,
        "it is "
            + entry.kind().text()
            + (entry.kind() == FolderEntry.Kind.LINK
                ? ", and links are not followed; " + NotConfinedException.REMEDY
                : ""));
  }

  private void series(Path path, FolderEntry entry) {
    Optional<SeriesName> name =
        entry.name().endsWith(".json")
            ? OriginalName.series(entry.name().substring(0, entry.name().length() - 5))
            : Optional.empty();
    if (!entry.isFile()) {
      items.add(notFollowed(path, entry));
    } else if (name.isEmpty()) {
      items.add(ImportItem.leave(path, "its name is not that of a series"));
    } else {
      bring(path, "series/" + name.get() + ".json", Check.JSON, path.toString());
    }
  }

  private void database(Path path, FolderEntry entry) {
    String name = entry.name();
    if (!entry.isFile()) {
      items.add(notFollowed(path, entry));
    } else if (name.endsWith(".csv") && databases.contains(name.substring(0, name.length() - 4))) {
      bring(path, "databases/" + name, Check.NONE, path.toString());
    } else {
      items.add(ImportItem.leave(path, "no database has that name"));
    }
  }

  private void metrics(Path path, FolderEntry entry) {
    if (entry.name().equals(STATISTICS) && entry.isFile()) {
      bring(path, "metrics/" + STATISTICS, Check.STATISTICS, path.toString());
    } else {
      items.add(ImportItem.leave(path, "it is not needed"));
    }
  }

  private void seriesFolder(Path path, FolderEntry entry) throws IOException {
    boolean removed = OriginalName.isRemovedSeries(entry.name());
    String end = removed ? OriginalName.REMOVED_SERIES : "";
    Optional<SeriesName> name =
        OriginalName.series(entry.name().substring(0, entry.name().length() - end.length()));
    if (!entry.isFolder()) {
      items.add(
          entry.isFile() ? ImportItem.leave(path, "it is not needed") : notFollowed(path, entry));
    } else if (name.isEmpty()) {
      items.add(ImportItem.leave(path, "its name is not that of a series"));
    } else {
      String target = ArtifactId.seriesFolder(name.get().value() + end);
      List<FolderEntry> kinds = new ArrayList<>();
      each(path, (kind, found) -> kinds.add(found));
      kinds.sort((a, b) -> Integer.compare(rank(a.name()), rank(b.name())));
      for (FolderEntry kind : kinds) {
        kindFolder(path.resolve(kind.fileName()), kind, target);
      }
    }
  }

  private static int rank(String folder) {
    int at = ORDER.indexOf(folder);
    return switch (folder) {
      case "selector" -> ORDER.size();
      case "generated" -> ORDER.size() + 1;
      case "annotated" -> ORDER.size() + 2;
      default -> at < 0 ? ORDER.size() : at;
    };
  }

  private void kindFolder(Path path, FolderEntry entry, String series) throws IOException {
    String folder = entry.name();
    Optional<String> extension =
        ArtifactKind.ofFolder(folder)
            .filter(kind -> kind != ArtifactKind.THUMBNAIL)
            .map(ArtifactKind::extension)
            .or(() -> OriginalKind.ofFolder(folder).map(OriginalKind::extension));
    if (!entry.isFolder() && !entry.isFile()) {
      items.add(notFollowed(path, entry));
    } else if (extension.isEmpty() || entry.isFile()) {
      items.add(
          ImportItem.leave(
              path,
              folder.equals(ArtifactKind.THUMBNAIL.folder())
                  ? "thumbnails are made again"
                  : "it is not a folder of pictures that is known"));
    } else {
      String target = series + "/" + folder + "/";
      each(path, (file, found) -> pictureFile(file, found, target, extension.get()));
    }
  }

  private void pictureFile(Path path, FolderEntry entry, String folder, String extension) {
    Optional<String> name = OriginalName.file(entry.name(), extension);
    if (!entry.isFile()) {
      items.add(notFollowed(path, entry));
    } else if (name.isEmpty()) {
      items.add(ImportItem.leave(path, "no picture has a file of that name"));
    } else {
      String stem = name.get().substring(0, name.get().lastIndexOf('.'));
      String series = folder.split("/", -1)[1];
      Check check =
          extension.equals(ArtifactKind.GENERATED.extension()) ? Check.PICTURE : Check.NONE;
      bring(path, folder + name.get(), check, series + "/" + stem);
    }
  }

  private void bring(Path source, String target, Check check, String group) {
    Path earlier = targets.putIfAbsent(target, source);
    if (earlier == null) {
      items.add(ImportItem.bring(source, target, check, group));
    } else if (isSame(earlier, source)) {
      items.add(ImportItem.leave(source, "the same as " + earlier));
    } else {
      items.add(ImportItem.fail(source, earlier + " becomes the same file, and counts"));
    }
  }

  private boolean isSame(Path one, Path other) {
    try {
      return Arrays.equals(read(one, Import.MAX_BYTES), read(other, Import.MAX_BYTES));
    } catch (IOException e) {
      return false;
    }
  }
}
