package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.OriginalName;
import dev.dalleserver.picture.PassedOverName;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds files of pictures whose names are spelled in another way than the server's: the original
 * names files as its callers spelled the addresses, and folders as its series are called, in any
 * mixture of cases and with blanks. The server writes its own spelling only, so a folder is listed
 * once, at the first file in it that is missing; what another program adds later in another
 * spelling is found after a restart, or when {@link #addFile} or {@link #addFolder} reports it.
 */
final class AlternativeSpellings {
  private final FileStore store;

  /**
   * The names in a folder that are spelled in another way, by the server's spelling; those of one
   * key are sorted, so that the same one counts in each folder.
   */
  private final Map<Path, Map<String, SortedSet<String>>> byFolder = new ConcurrentHashMap<>();

  /** True once any name in another spelling was seen. */
  private volatile boolean seen;

  AlternativeSpellings(FileStore store) {
    this.store = store;
  }

  /** Returns false as long as all names in the listed folders are spelled as the server does. */
  boolean hasSeenAny() {
    return seen;
  }

  /**
   * Returns the existing files of a picture that are spelled in another way than its id, those of
   * the same folder first; empty for the ids of anything else.
   */
  List<Path> find(ArtifactId id) {
    if (id instanceof ArtifactId.Picture picture) {
      return find(id, picture.key(), picture.kind().folder());
    }
    return id instanceof ArtifactId.Original original
        ? find(id, original.key(), original.kind().folder())
        : List.of();
  }

  private List<Path> find(ArtifactId id, PictureKey key, String kind) {
    List<Path> found = new ArrayList<>();
    for (Path series : seriesFolders(key.seriesText())) {
      Path folder = series.resolve(kind);
      Path exact = folder.resolve(id.fileName());
      if (!exact.equals(store.layout().file(id)) && exact.toFile().isFile()) {
        found.add(exact);
      }
      for (Path spelled : spelled(folder, id.fileName())) {
        if (spelled.toFile().isFile()) {
          found.add(spelled);
        }
      }
    }
    return found;
  }

  /** Returns the folders in which pictures of a series may be, the server's own first. */
  List<Path> seriesFolders(String series) {
    Path output = store.layout().output();
    List<Path> paths = new ArrayList<>();
    paths.add(output.resolve(series));
    paths.addAll(spelled(output, series));
    return paths;
  }

  /** Returns the folders in which files of a kind may be. */
  List<Path> folders(SeriesName series, ArtifactKind kind) {
    return seriesFolders(series.value()).stream()
        .map(folder -> folder.resolve(kind.folder()))
        .toList();
  }

  /** Lists the folders of a series that are not listed yet, so that no request waits for it. */
  void learn(SeriesName series) {
    for (ArtifactKind kind : ArtifactKind.values()) {
      for (Path folder : folders(series, kind)) {
        if (!byFolder.containsKey(folder)) {
          list(folder);
        }
      }
    }
  }

  /** Notes a file that a program has put into a folder of pictures since it was listed. */
  void addFile(Path folder, String name) {
    add(byFolder.get(folder), name, fileKey(name));
  }

  /** Notes a folder that a program has put into {@code output/} since it was listed. */
  void addFolder(String name) {
    add(byFolder.get(store.layout().output()), name, folderKey(name));
  }

  private void add(
      @Nullable Map<String, SortedSet<String>> known, String name, Optional<String> key) {
    if (known != null && key.isPresent() && !key.get().equals(name)) {
      known.computeIfAbsent(key.get(), same -> new ConcurrentSkipListSet<>()).add(name);
      seen = true;
    }
  }

  private List<Path> spelled(Path folder, String name) {
    Map<String, SortedSet<String>> known = byFolder.get(folder);
    if (known == null) {
      known = list(folder);
    }
    SortedSet<String> names = known.get(name);
    return names == null ? List.of() : names.stream().map(folder::resolve).toList();
  }

  /** Lists a folder, and remembers it if it exists: requests may name any folder. */
  private Map<String, SortedSet<String>> list(Path folder) {
    Map<String, SortedSet<String>> names = new ConcurrentHashMap<>();
    if (!folder.toFile().isDirectory()) {
      return names;
    }
    boolean holdsSeries = folder.equals(store.layout().output());
    try {
      for (Path path : store.names(folder)) {
        String name = path.toString();
        add(names, name, holdsSeries ? folderKey(name) : fileKey(name));
      }
      byFolder.put(folder, names);
    } catch (IOException e) {
      // A folder that cannot be listed has no files that can be read.
      return names;
    }
    return names;
  }

  private static Optional<String> fileKey(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals(name) || PassedOverName.matches(name)
        ? Optional.empty()
        : Optional.of(lower);
  }

  private static Optional<String> folderKey(String name) {
    return OriginalName.pictureFolder(name).map(SeriesName::value);
  }
}
