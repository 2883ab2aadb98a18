package dev.dalleserver.store;

import dev.dalleserver.tasks.TaskGuard;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what anybody changes in some folders, on one thread of its own that makes every call.
 *
 * @param <T> what a folder is to those who watch it
 */
public final class FolderWatch<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

  /** Those who watch. */
  public interface Follower<T> {
    /** Comes first: registers folders, then reads them, so that nothing falls between. */
    void begin(FolderWatch<T> watch);

    /** Something of that name came, changed or went. */
    void changed(FolderWatch<T> watch, T folder, String name);

    /** More happened in a folder than was noted: it is to be read again. */
    void missed(FolderWatch<T> watch, T folder);
  }

  /** How many are remembered, so that each is said once. */
  private static final int MOST_PASSED_OVER = 1000;

  private final String name;
  private final Path root;
  private final Follower<T> follower;
  private final Map<WatchKey, T> folders = new HashMap<>();

  /** What is no folder and was said to be none. */
  private final Set<Path> passedOver = new HashSet<>();

  private final AtomicReference<@Nullable WatchService> service = new AtomicReference<>();
  private final Thread thread;

  /** Used by the watching thread only. */
  private final TaskGuard guard;

  private volatile boolean closed;

  private FolderWatch(String name, Path root, Follower<T> follower) {
    this.name = name;
    this.root = root;
    this.follower = follower;
    this.thread = new Thread(this::run, name);
    this.guard = new TaskGuard(name);
    thread.setDaemon(true);
  }

  /**
   * Begins to watch.
   *
   * @param name of the thread, and in the log
   * @param root holds all folders that will be watched; they are named in the log relative to it
   */
  public static <T> FolderWatch<T> start(String name, Path root, Follower<T> follower) {
    FolderWatch<T> watch = new FolderWatch<>(name, root, follower);
    watch.thread.start();
    return watch;
  }

  /**
   * Watches a folder from now on. Links are not followed: they may lead anywhere, and in circles.
   * One that takes the folder's place between the look and the registration makes events come whose
   * names are then looked for in the data directory, and nothing else.
   *
   * @param folder the root or below it
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
          e.toString());
    }
    return true;
  }

  private boolean isFolder(Path folder) {
    try {
      ConfinedTree.below(root).open(folder).close();
      passedOver.remove(folder);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      if (passedOver.size() < MOST_PASSED_OVER && passedOver.add(folder)) {
        LOG.warn("{} event=passed_over reason=\"{}\"", name, e.getMessage());
      }
      return false;
    }
  }

  /** True once told to end. */
  public boolean closed() {
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
      guarded(() -> follower.begin(this));
      while (!closed) {
        WatchKey key = watcher.take();
        guarded(() -> tell(key));
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      // Told to end.
    } catch (IOException e) {
      // The server's own writes are still noticed by the code that writes.
      LOG.error("{} event=watch_ended", name, e);
    }
  }

  private void guarded(Runnable task) {
    guard.run(
        () -> {
          try {
            task.run();
          } catch (ClosedWatchServiceException e) {
            LOG.debug("{} event=closed", name);
          }
        });
  }

  private void tell(WatchKey key) {
    T folder = folders.get(key);
    for (WatchEvent<?> event : key.pollEvents()) {
      if (folder == null) {
        continue;
      }
      if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
        // Every folder that missed something says so itself.
        follower.missed(this, folder);
      } else if (event.context() instanceof Path entry) {
        follower.changed(this, folder, entry.toString());
      }
    }
    if (!key.reset()) {
      folders.remove(key);
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
