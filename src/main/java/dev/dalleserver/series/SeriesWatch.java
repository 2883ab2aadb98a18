package dev.dalleserver.series;

import dev.dalleserver.picture.PassedOverName;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderWatch;
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
 * Follows the changes that the operator makes in the data directory's folder of series while the
 * server runs. A file that is not a series changes nothing: the previous series stays in use, and
 * the log reports the file once.
 */
final class SeriesWatch implements FolderWatch.Listener<SeriesWatch.Folder> {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesWatch.class);

  /** Many editors write a file in several steps, between which it is broken. */
  private static final int MAX_READS = 5;

  private static final long READ_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /**
   * The watched folders: the data directory, in which the folder of series may appear, and the
   * folder of series itself.
   */
  enum Folder {
    DATA_DIRECTORY,
    SERIES
  }

  private final LocalSeriesRepository repository;
  private final DataLayout layout;
  private final SeriesRepository.Follower follower;

  /** The last logged fault of each broken file; used by the watch's thread only. */
  private final Map<String, String> faults = new HashMap<>();

  SeriesWatch(
      LocalSeriesRepository repository, DataLayout layout, SeriesRepository.Follower follower) {
    this.repository = repository;
    this.layout = layout;
    this.follower = follower;
  }

  @Override
  public void onStart(FolderWatch<Folder> watch) {
    register(watch, Folder.DATA_DIRECTORY);
    readAll(watch);
  }

  @Override
  public void onChange(FolderWatch<Folder> watch, Folder folder, String name) {
    if (folder == Folder.SERIES) {
      if (name.endsWith(LocalSeriesRepository.EXTENSION) && !PassedOverName.matches(name)) {
        read(name);
      }
    } else if (layout.dataDirectory().resolve(name).equals(layout.seriesDefinitions())) {
      readAll(watch);
    }
  }

  @Override
  public void onOverflow(FolderWatch<Folder> watch, Folder folder) {
    readAll(watch);
  }

  private void register(FolderWatch<Folder> watch, Folder folder) {
    watch.register(
        folder == Folder.SERIES ? layout.seriesDefinitions() : layout.dataDirectory(), folder);
  }

  private void readAll(FolderWatch<Folder> watch) {
    register(watch, Folder.SERIES);
    Set<String> files = new TreeSet<>(faults.keySet());
    follower.known().forEach(name -> files.add(name + LocalSeriesRepository.EXTENSION));
    try {
      files.addAll(repository.fileNames());
    } catch (IOException e) {
      LOG.warn("series event=not_read reason=\"{}\"", e.toString());
    }
    files.forEach(this::read);
  }

  private void read(String file) {
    String fault = "";
    for (int attempt = 0; attempt < MAX_READS; attempt++) {
      try {
        boolean changed = follower.refresh(repository.nameOf(file));
        if (faults.remove(file) != null || changed) {
          LOG.info("series event=changed file=series/{}", file);
        }
        return;
      } catch (BrokenFileException | IOException e) {
        fault = String.valueOf(e.getMessage());
      }
      LockSupport.parkNanos(READ_INTERVAL_NANOS);
    }
    if (!repository.isStored(file)) {
      faults.remove(file);
      follower.skipped(repository.location(file), "");
      return;
    }
    follower.skipped(repository.location(file), fault);
    if (!fault.equals(faults.put(file, fault))) {
      LOG.warn("series event=ignored reason=\"{}\"", fault);
    }
  }
}
