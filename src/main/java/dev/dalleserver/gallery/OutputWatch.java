package dev.dalleserver.gallery;

import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.storage.ArtifactName;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderWatch;
import dev.dalleserver.storage.NotConfinedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all of {@code output/} once and then follows every change in it, on one thread that owns
 * all of this state. Folders are watched before they are read, so that no change between the two is
 * missed.
 */
final class OutputWatch implements FolderWatch.Listener<OutputWatch.Folder> {
  private static final Logger LOG = LoggerFactory.getLogger(OutputWatch.class);

  /** The folders of a series whose files are in the index. */
  private static final List<ArtifactKind> KINDS =
      List.of(ArtifactKind.ANNOTATED, ArtifactKind.SELECTOR);

  /**
   * A watched folder.
   *
   * @param series its series, or empty for {@code output/} itself
   * @param kind its kind of files, or empty for the folder of the series
   */
  record Folder(Optional<String> series, Optional<ArtifactKind> kind) {}

  private final DataLayout layout;
  private final ImageIndex index;
  private final ConfinedTree files;

  private OutputWatch(DataLayout tree, ImageIndex index) {
    this.layout = tree;
    this.files = ConfinedTree.below(tree.dataDirectory());
    this.index = index;
  }

  static FolderWatch<Folder> start(DataLayout tree, ImageIndex index) {
    return FolderWatch.start("image-index", tree.dataDirectory(), new OutputWatch(tree, index));
  }

  @Override
  public void onStart(FolderWatch<Folder> watch) {
    scanAll(watch);
    LOG.info("index event=filled pictures={}", index.size());
  }

  @Override
  public void onOverflow(FolderWatch<Folder> watch, Folder folder) {
    folder.series.ifPresentOrElse(name -> scanSeries(watch, name), () -> scanAll(watch));
  }

  @Override
  public void onChange(FolderWatch<Folder> watch, Folder folder, String name) {
    if (folder.series.isEmpty()) {
      scanSeries(watch, name);
    } else if (folder.kind.isEmpty()) {
      if (KINDS.stream().anyMatch(kind -> kind.folder().equals(name))) {
        scanSeries(watch, folder.series.get());
      }
    } else {
      ArtifactName.of(folder.series.get(), folder.kind.get(), name)
          .ifPresent(picture -> index.refresh(picture.series(), picture.address()));
    }
  }

  private void scanAll(FolderWatch<Folder> watch) {
    watch.register(layout.output(), new Folder(Optional.empty(), Optional.empty()));
    Set<String> series = new HashSet<>(index.series());
    series.addAll(names(layout.output()));
    series.forEach(name -> scanSeries(watch, name));
  }

  private void scanSeries(FolderWatch<Folder> watch, String series) {
    if (!ArtifactName.isSeries(series)) {
      return;
    }
    Optional<String> owner = Optional.of(series);
    if (watch.register(layout.series(series), new Folder(owner, Optional.empty()))) {
      for (ArtifactKind kind : KINDS) {
        Path folder = layout.series(series).resolve(kind.folder());
        watch.register(folder, new Folder(owner, Optional.of(kind)));
      }
    }
    Set<String> addresses = new HashSet<>(index.addresses(series));
    for (String file : names(layout.series(series).resolve(ArtifactKind.ANNOTATED.folder()))) {
      ArtifactName.of(series, ArtifactKind.ANNOTATED, file)
          .ifPresent(name -> addresses.add(name.address()));
    }
    for (String address : addresses) {
      if (watch.isClosed()) {
        return;
      }
      index.refresh(series, address);
    }
  }

  private Set<String> names(Path folder) {
    try {
      return files.names(folder).stream().map(Path::toString).collect(Collectors.toSet());
    } catch (NotConfinedException e) {
      // The watch has already logged it.
      return Set.of();
    } catch (IOException e) {
      LOG.warn("index event=not_read reason=\"{}\"", e.toString());
      return Set.of();
    }
  }
}
