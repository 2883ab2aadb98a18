package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PassedOverName;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds files of pictures whose names are spelled in another mixture of cases than the server's:
 * the original names files as its callers spelled the addresses, and series as their files are
 * called. The server writes lower case only, so a folder is listed once, at the first file in it
 * that is missing; what another program adds later in another spelling is found after a restart, or
 * when {@link #add} reports it.
 */
final class SpelledNames {
  private final FileStore store;

  /** The names in a folder that are not in lower case, by their lower case. */
  private final Map<Path, Map<String, String>> byFolder = new ConcurrentHashMap<>();

  /** True once any name in another spelling was seen. */
  private volatile boolean seen;

  SpelledNames(FileStore store) {
    this.store = store;
  }

  /** Returns false as long as all names in the listed folders are in lower case. */
  boolean hasSeenAny() {
    return seen;
  }

  /**
   * Returns the existing files of a picture that are spelled in another way than its id, in no
   * particular order; empty for the ids of anything else.
   */
  List<Path> find(ArtifactId id) {
    if (!(id instanceof ArtifactId.Picture picture)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    for (Path series : spellings(store.layout().output(), picture.key().seriesText())) {
      Path folder = series.resolve(picture.kind().folder());
      String name = picture.fileName();
      Path exact = folder.resolve(name);
      if (!exact.equals(store.layout().file(id)) && exact.toFile().isFile()) {
        found.add(exact);
      }
      spelled(folder, name).filter(path -> path.toFile().isFile()).ifPresent(found::add);
    }
    return found;
  }

  /** Returns the folders in which files of a kind may be. */
  List<Path> folders(SeriesName series, ArtifactKind kind) {
    return spellings(store.layout().output(), series.value()).stream()
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

  /** Notes a name that a program has put into a folder since it was listed. */
  void add(Path folder, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Map<String, String> known = byFolder.get(folder);
    if (known != null && !lower.equals(name)) {
      known.put(lower, name);
      seen = true;
    }
  }

  private List<Path> spellings(Path folder, String name) {
    List<Path> paths = new ArrayList<>();
    paths.add(folder.resolve(name));
    spelled(folder, name).ifPresent(paths::add);
    return paths;
  }

  private Optional<Path> spelled(Path folder, String name) {
    Map<String, String> known = byFolder.get(folder);
    if (known == null) {
      known = list(folder);
    }
    String spelled = known.get(name);
    return spelled == null ? Optional.empty() : Optional.of(folder.resolve(spelled));
  }

  /** Lists a folder, and remembers it if it exists: requests may name any folder. */
  private Map<String, String> list(Path folder) {
    Map<String, String> names = new ConcurrentHashMap<>();
    if (!folder.toFile().isDirectory()) {
      return names;
    }
    try {
      for (Path path : store.names(folder)) {
        String name = path.toString();
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.equals(name) && !PassedOverName.matches(name)) {
          names.put(lower, name);
          seen = true;
        }
      }
      byFolder.put(folder, names);
    } catch (IOException e) {
      // A folder that cannot be listed has no files that can be read.
      return names;
    }
    return names;
  }
}
