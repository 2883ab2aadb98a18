package dev.dalleserver.store;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all of {@code output/} once and then follows what anybody changes there, on one thread that
 * owns all that is kept here. Folders are watched before they are read, so that nothing falls
 * between.
 */
final class OutputWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutputWatch.class);

  /** The folders of a series whose files the index knows. */
  private static final List<Artifact> KINDS = List.of(Artifact.ANNOTATED, Artifact.SELECTOR);

  /**
   * What a folder is.
   *
   * @param series its series, or empty for {@code output/} itself
   * @param kind which of its series' folders, or empty for the series' own
   */
  private record Folder(Optional<String> series, Optional<Artifact> kind) {}

  private final OutputTree tree;
  private final ImageIndex index;
  private final Map<WatchKey, Folder> folders = new HashMap<>();
  private final AtomicReference<@Nullable WatchService> service = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closed;

  private OutputWatch(OutputTree tree, ImageIndex index) {
    this.tree = tree;
    this.index = index;
    this.thread = new Thread(this::run, "image-index");
    thread.setDaemon(true);
  }

  static OutputWatch start(OutputTree tree, ImageIndex index) {
    OutputWatch watch = new OutputWatch(tree, index);
    watch.thread.start();
    return watch;
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(service.get());
    thread.interrupt();
  }

  private void run() {
    try (WatchService watcher = tree.output().getFileSystem().newWatchService()) {
      service.set(watcher);
      scanAll(watcher);
      LOG.info("index event=filled pictures={}", index.size());
      while (!closed) {
        follow(watcher, watcher.take());
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      // Told to end.
    } catch (IOException | RuntimeException e) {
      // What the server itself makes is still indexed: the store tells of it.
      LOG.error("index event=watch_ended", e);
    }
  }

  private void follow(WatchService watcher, WatchKey key) {
    Folder folder = folders.get(key);
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
        // More happened than was noted. Every folder that missed something says so itself.
        Optional<String> series = folder == null ? Optional.empty() : folder.series;
        series.ifPresentOrElse(name -> scanSeries(watcher, name), () -> scanAll(watcher));
      } else if (folder != null && event.context() instanceof Path name) {
        changed(watcher, folder, name.toString());
      }
    }
    if (!key.reset()) {
      folders.remove(key);
    }
  }

  private void changed(WatchService watcher, Folder folder, String name) {
    if (folder.series.isEmpty()) {
      scanSeries(watcher, name);
    } else if (folder.kind.isEmpty()) {
      if (KINDS.stream().anyMatch(kind -> kind.folder().equals(name))) {
        scanSeries(watcher, folder.series.get());
      }
    } else {
      ArtifactName.of(folder.series.get(), folder.kind.get(), name)
          .ifPresent(picture -> index.refresh(picture.series(), picture.address()));
    }
  }

  private void scanAll(WatchService watcher) {
    register(watcher, tree.output(), new Folder(Optional.empty(), Optional.empty()));
    Set<String> series = new HashSet<>(index.series());
    series.addAll(names(tree.output()));
    series.forEach(name -> scanSeries(watcher, name));
  }

  private void scanSeries(WatchService watcher, String series) {
    if (!ArtifactName.isSeries(series)) {
      return;
    }
    Optional<String> home = Optional.of(series);
    if (register(watcher, tree.series(series), new Folder(home, Optional.empty()))) {
      for (Artifact kind : KINDS) {
        Path folder = tree.series(series).resolve(kind.folder());
        register(watcher, folder, new Folder(home, Optional.of(kind)));
      }
    }
    Set<String> addresses = new HashSet<>(index.addresses(series));
    for (String file : names(tree.series(series).resolve(Artifact.ANNOTATED.folder()))) {
      ArtifactName.of(series, Artifact.ANNOTATED, file)
          .ifPresent(name -> addresses.add(name.address()));
    }
    for (String address : addresses) {
      if (closed) {
        return;
      }
      index.refresh(series, address);
    }
  }

  /** Links are not followed: they may lead anywhere, and in circles. */
  private boolean register(WatchService watcher, Path folder, Folder meaning) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try {
      WatchKey key =
          folder.register(
              watcher,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      // A folder that was renamed keeps its key and gets a new meaning.
      folders.put(key, meaning);
    } catch (IOException e) {
      LOG.warn(
          "index event=not_watched folder={} reason=\"{}\"", tree.relative(folder), e.toString());
    }
    return true;
  }

  private static Set<String> names(Path folder) {
    Set<String> names = new HashSet<>();
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      } catch (IOException | DirectoryIteratorException e) {
        LOG.warn("index event=not_read reason=\"{}\"", e.toString());
      }
    }
    return names;
  }

  private static void closeQuietly(@Nullable WatchService watcher) {
    if (watcher != null) {
      try {
        watcher.close();
      } catch (IOException e) {
        LOG.debug("index event=close_failed", e);
      }
    }
  }
}
