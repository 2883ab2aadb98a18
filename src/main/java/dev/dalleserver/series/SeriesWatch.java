package dev.dalleserver.series;

import dev.dalleserver.store.DataLayout;
import dev.dalleserver.store.FolderWatch;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what people do in the data directory's folder of series while the server runs. A file
 * that is no series changes nothing: what was known stays in use, and the log says so once.
 */
public final class SeriesWatch implements FolderWatch.Follower<SeriesWatch.Folder> {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesWatch.class);

  /** Many editors write a file in several steps, between which it is broken. */
  private static final int LOOKS = 5;

  private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** What is watched: the data directory for the folder of series, and that for its files. */
  enum Folder {
    DATA_DIRECTORY,
    SERIES
  }

  private final SeriesCatalog catalog;
  private final DataLayout tree;

  /** What was said of each file that is broken; used by the watch's thread alone. */
  private final Map<String, String> faults = new HashMap<>();

  private SeriesWatch(SeriesCatalog catalog, DataLayout tree) {
    this.catalog = catalog;
    this.tree = tree;
  }

  /** Begins to watch; what has changed since the catalog was read is noticed too. */
  public static AutoCloseable start(SeriesCatalog catalog, DataLayout tree) {
    return FolderWatch.start("series", tree.dataDirectory(), new SeriesWatch(catalog, tree));
  }

  @Override
  public void begin(FolderWatch<Folder> watch) {
    register(watch, Folder.DATA_DIRECTORY);
    readAll(watch);
  }

  @Override
  public void changed(FolderWatch<Folder> watch, Folder folder, String name) {
    if (folder == Folder.SERIES) {
      if (name.endsWith(SeriesCatalog.ENDING)) {
        read(name);
      }
    } else if (tree.dataDirectory().resolve(name).equals(tree.seriesDefinitions())) {
      readAll(watch);
    }
  }

  @Override
  public void missed(FolderWatch<Folder> watch, Folder folder) {
    readAll(watch);
  }

  private void register(FolderWatch<Folder> watch, Folder folder) {
    watch.register(
        folder == Folder.SERIES ? tree.seriesDefinitions() : tree.dataDirectory(), folder);
  }

  private void readAll(FolderWatch<Folder> watch) {
    register(watch, Folder.SERIES);
    Set<String> files = new TreeSet<>(faults.keySet());
    catalog.all().stream()
        .filter(series -> series.source() == Source.USER)
        .forEach(series -> files.add(series.suffix() + SeriesCatalog.ENDING));
    try {
      files.addAll(catalog.userFiles());
    } catch (IOException e) {
      LOG.warn("series event=not_read reason=\"{}\"", e.toString());
    }
    files.forEach(this::read);
  }

  private void read(String file) {
    String fault = "";
    for (int look = 0; look < LOOKS; look++) {
      try {
        boolean changed = catalog.refresh(file);
        if (faults.remove(file) != null || changed) {
          LOG.info("series event=changed file=series/{}", file);
        }
        return;
      } catch (BrokenFileException | IOException e) {
        fault = String.valueOf(e.getMessage());
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
    if (!fault.equals(faults.put(file, fault))) {
      LOG.warn("series event=ignored reason=\"{}\"", fault);
    }
  }
}
