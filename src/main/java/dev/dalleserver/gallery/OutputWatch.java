package dev.dalleserver.gallery;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.OriginalName;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.FolderWatch;
import dev.dalleserver.storage.LocalArtifacts;
import dev.dalleserver.storage.NotConfinedException;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  static final List<ArtifactKind> KINDS =
      List.of(ArtifactKind.ANNOTATED, ArtifactKind.SELECTOR, ArtifactKind.HIDDEN);

  /**
   * A watched folder.
   *
   * @param series its series, or empty for {@code output/} itself
   * @param kind its kind of files, or empty for the folder of the series
   */
  record Folder(Optional<String> series, Optional<ArtifactKind> kind) {}

  private final LocalArtifacts store;
  private final ImageIndex index;

  private OutputWatch(LocalArtifacts store, ImageIndex index) {
    this.store = store;
    this.index = index;
  }

  static FolderWatch<Folder> start(LocalArtifacts store, ImageIndex index) {
    return store.watch("image-index", new OutputWatch(store, index));
  }

  @Override
  public void onStart(FolderWatch<Folder> watch) {
    scanAll(watch);
    LOG.info("index event=filled pictures={}", index.size());
    for (String series : index.series()) {
      if (!watch.isClosed()) {
        store.learnNames(SeriesName.parse(series));
      }
    }
  }

  @Override
  public void onOverflow(FolderWatch<Folder> watch, Folder folder) {
    folder.series.ifPresentOrElse(name -> scanSeries(watch, name), () -> scanAll(watch));
  }

  @Override
  public void onChange(FolderWatch<Folder> watch, Folder folder, String name) {
    if (folder.series.isEmpty()) {
      Optional<SeriesName> series = OriginalName.pictureFolder(name);
      if (series.isPresent()) {
        store.noteFolder(name);
        scanSeries(watch, series.get().value());
      }
    } else if (folder.kind.isEmpty()) {
      if (KINDS.stream().anyMatch(kind -> kind.folder().equals(name))) {
        scanSeries(watch, folder.series.get());
      }
    } else {
      ArtifactKind kind = folder.kind.get();
      String series = folder.series.get();
      kind.address(name)
          .ifPresent(
              address -> {
                store.noteFile(SeriesName.parse(series), kind, name);
                index.refresh(series, address.value());
              });
    }
  }

  private void scanAll(FolderWatch<Folder> watch) {
    watch.register(ArtifactId.OUTPUT, new Folder(Optional.empty(), Optional.empty()));
    Set<String> series = new HashSet<>(index.series());
    for (String name : read(() -> watch.names(ArtifactId.OUTPUT))) {
      // The original may have spelled it in another way.
      store.noteFolder(name);
      OriginalName.pictureFolder(name).map(SeriesName::value).ifPresent(series::add);
    }
    series.forEach(name -> scanSeries(watch, name));
  }

  private void scanSeries(FolderWatch<Folder> watch, String series) {
    if (!SeriesName.isValid(series)) {
      return;
    }
    Optional<String> owner = Optional.of(series);
    for (String folder : store.seriesFolders(SeriesName.parse(series))) {
      if (watch.register(folder, new Folder(owner, Optional.empty()))) {
        for (ArtifactKind kind : KINDS) {
          watch.register(folder + "/" + kind.folder(), new Folder(owner, Optional.of(kind)));
        }
      }
    }
    Set<String> addresses = new HashSet<>(index.addresses(series));
    SeriesName name = SeriesName.parse(series);
    for (ArtifactId.Picture picture : read(() -> store.list(name, ArtifactKind.ANNOTATED))) {
      addresses.add(picture.key().addressText());
    }
    for (String address : addresses) {
      if (watch.isClosed()) {
        return;
      }
      index.refresh(series, address);
    }
  }

  /** Reads names from the disk. */
  private interface Listing<T> {
    List<T> read() throws IOException;
  }

  private static <T> List<T> read(Listing<T> listing) {
    try {
      return listing.read();
    } catch (NotConfinedException e) {
      // The watch has already logged it.
      return List.of();
    } catch (IOException e) {
      LOG.warn("index event=not_read reason=\"{}\"", PlainReason.withFile(e));
      return List.of();
    }
  }
}
