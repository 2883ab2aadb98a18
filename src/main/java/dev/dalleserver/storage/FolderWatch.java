package dev.dalleserver.storage;

import dev.dalleserver.picture.PassedOverName;
import dev.dalleserver.tasks.TaskGuard;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies a follower of every change in some folders, whichever program made it. All calls come
 * from one dedicated thread.
 *
 * @param <T> what a folder means to the follower
 */
public final class FolderWatch<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

  /** Is notified of changes in the watched folders. */
  public interface Listener<T> {
    /**
     * Called first: registers folders, then reads them, so that no change between the two is
     * missed.
     */
    void onStart(FolderWatch<T> watch);

    /**
     * Called when the entry of that name was created, changed or removed; never for a name that
     * other programs leave.
     */
    void onChange(FolderWatch<T> watch, T folder, String name);

    /** Called when events of a folder were lost: the follower must read the folder again. */
    void onOverflow(FolderWatch<T> watch, T folder);
  }

  /** The maximum number of skipped paths that are remembered, so that each is logged once. */
  private static final int MAX_SKIPPED_PATHS = 1000;

  private final String name;
  private final Path root;
  private final Listener<T> listener;
  private final Map<WatchKey, T> folders = new HashMap<>();

  /** The paths that are not folders and were logged as such. */
  private final Set<Path> skippedPaths = new HashSet<>();

  private final AtomicReference<@Nullable WatchService> service = new AtomicReference<>();
  private final Thread thread;

  /** Used by the watching thread only. */
  private final TaskGuard guard;

  private volatile boolean closed;

  private FolderWatch(String name, Path root, Listener<T> follower) {
    this.name = name;
    this.root = root;
    this.listener = follower;
    this.thread = new Thread(this::run, name);
    this.guard = new TaskGuard(name);
    thread.setDaemon(true);
  }

  /**
   * Starts to watch.
   *
   * @param name the name of the thread and in the log
   * @param root contains all folders that will be watched; log lines name them relative to it
   */
  public static <T> FolderWatch<T> start(String name, Path root, Listener<T> follower) {
    FolderWatch<T> watch = new FolderWatch<>(name, root, follower);
    watch.thread.start();
    return watch;
  }

  /**
   * Watches a folder from now on. Links are not followed: they may lead to any folder, and in
   * circles. If a link takes the folder's place between the check and the registration, events
   * arrive whose names are then looked up in the data directory; there is no other effect.
   *
   * @param folder the root or a folder below it
   * @return false when there is no such folder
   */
  public boolean register(Path folder, T meaning) {
    WatchService watcher = service.get();
    if (watcher == null || !isFolder(folder)) {
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
          "{} event=not_watched folder={} reason=\"{}\"",
          name,
          root.relativize(folder),
          PlainReason.of(e));
    }
    return true;
  }

  private boolean isFolder(Path folder) {
    try {
      ConfinedTree.below(root).openFolder(folder).close();
      skippedPaths.remove(folder);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      if (skippedPaths.size() < MAX_SKIPPED_PATHS && skippedPaths.add(folder)) {
        LOG.warn(
            "{} event=passed_over folder={} reason=\"{}\"",
            name,
            root.relativize(folder),
            PlainReason.of(e));
      }
      return false;
    }
  }

  /**
   * Watches a folder from now on, as {@link #register(Path, Object)} does.
   *
   * @param folder relative to the root, with slashes
   */
  public boolean register(String folder, T meaning) {
    return register(root.resolve(folder), meaning);
  }

  /**
   * Returns the names in a folder, in no particular order, without those that other programs leave
   * there; empty when the folder does not exist.
   *
   * @param folder relative to the root, with slashes
   * @throws NotConfinedException when it is not a folder but for instance a link; logged already
   *     when it is watched
   */
  public List<String> names(String folder) throws IOException {
    return ConfinedTree.below(root).names(root.resolve(folder)).stream()
        .map(Path::toString)
        .toList();
  }

  /** Returns true once {@link #close} was called. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(service.get());
    thread.interrupt();
  }

  private void run() {
    try (WatchService watcher = root.getFileSystem().newWatchService()) {
      service.set(watcher);
      runGuarded(() -> listener.onStart(this));
      while (!closed) {
        WatchKey key = watcher.take();
        for (WatchEvent<?> event : key.pollEvents()) {
          runGuarded(() -> dispatch(key, event));
        }
        // Whatever the listener did with the events: without this the key is never signalled again.
        if (!key.reset()) {
          folders.remove(key);
        }
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      // The watch was closed.
    } catch (IOException e) {
      // The listeners of the store still report the server's own writes.
      LOG.error("{} event=watch_ended reason=\"{}\"", name, PlainReason.of(e));
    }
  }

  private void runGuarded(Runnable task) {
    guard.run(
        () -> {
          try {
            task.run();
          } catch (ClosedWatchServiceException e) {
            LOG.debug("{} event=closed", name);
          }
        });
  }

  private void dispatch(WatchKey key, WatchEvent<?> event) {
    T folder = folders.get(key);
    if (folder == null) {
      return;
    }
    if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
      // Each folder that lost events has its own overflow event.
      listener.onOverflow(this, folder);
    } else if (event.context() instanceof Path entry && !PassedOverName.matches(entry.toString())) {
      listener.onChange(this, folder, entry.toString());
    }
  }

  private static void closeQuietly(@Nullable WatchService watcher) {
    if (watcher != null) {
      try {
        watcher.close();
      } catch (IOException e) {
        LOG.debug("event=close_failed", e);
      }
    }
  }
}
