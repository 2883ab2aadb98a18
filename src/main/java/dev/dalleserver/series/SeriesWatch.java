package dev.dalleserver.series;

import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderWatch;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the changes that the operator makes in the data directory's folder of series, and in the
 * original's, while the server runs. A file that is not a series changes nothing: the previous
 * series stays in use, and the log reports the file once.
 */
final class SeriesWatch implements FolderWatch.Listener<SeriesWatch.Folder> {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesWatch.class);

  /** Many editors write a file in several steps, between which it is broken. */
  private static final int MAX_READS = 5;

  private static final long READ_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /**
   * The watched folders: the data directory, in which the folders of series may appear, and these
   * folders themselves.
   */
  enum Folder {
    DATA_DIRECTORY,
    SERIES,
    ORIGINAL_SERIES;

    boolean isOriginal() {
      return this == ORIGINAL_SERIES;
    }
  }

  private static final List<Folder> SERIES_FOLDERS = List.of(Folder.SERIES, Folder.ORIGINAL_SERIES);

  private final LocalSeriesRepository repository;
  private final DataLayout layout;
  private final SeriesRepository.Follower follower;

  /** The last logged fault of each broken file, by location; used by the watch's thread only. */
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
    if (folder != Folder.DATA_DIRECTORY) {
      if (name.endsWith(LocalSeriesRepository.EXTENSION)) {
        read(folder.isOriginal(), name);
      }
    } else if (SERIES_FOLDERS.stream()
        .anyMatch(series -> path(series).equals(layout.dataDirectory().resolve(name)))) {
      readAll(watch);
    }
  }

  @Override
  public void onOverflow(FolderWatch<Folder> watch, Folder folder) {
    readAll(watch);
  }

  private void register(FolderWatch<Folder> watch, Folder folder) {
    watch.register(path(folder), folder);
  }

  private Path path(Folder folder) {
    return switch (folder) {
      case DATA_DIRECTORY -> layout.dataDirectory();
      case SERIES -> layout.seriesDefinitions();
      case ORIGINAL_SERIES -> layout.dataDirectory().resolve(DataLayout.ORIGINAL_SERIES);
    };
  }

  private void readAll(FolderWatch<Folder> watch) {
    for (Folder folder : SERIES_FOLDERS) {
      register(watch, folder);
    }
    // What is gone is found under the server's own spelling.
    Set<String> own = new TreeSet<>();
    follower.known().forEach(name -> own.add(name + LocalSeriesRepository.EXTENSION));
    for (Folder folder : SERIES_FOLDERS) {
      Set<String> files = new TreeSet<>(folder.isOriginal() ? Set.of() : own);
      for (String location : faults.keySet()) {
        String file = location.substring(location.indexOf('/') + 1);
        if (location.equals(repository.location(folder.isOriginal(), file))) {
          files.add(file);
        }
      }
      try {
        files.addAll(repository.fileNames(folder.isOriginal()));
      } catch (IOException e) {
        LOG.warn("series event=not_read reason=\"{}\"", PlainReason.withFile(e));
      }
      files.forEach(file -> read(folder.isOriginal(), file));
    }
  }

  private void read(boolean original, String file) {
    String location = repository.location(original, file);
    String fault = "";
    for (int attempt = 0; attempt < MAX_READS; attempt++) {
      try {
        boolean changed = follower.refresh(repository.nameOf(original, file));
        follower.skipped(location, "");
        if (faults.remove(location) != null || changed) {
          LOG.info("series event=changed file={}", location);
        }
        return;
      } catch (BrokenFileException | IOException e) {
        fault = PlainReason.of(e);
      }
      LockSupport.parkNanos(READ_INTERVAL_NANOS);
    }
    if (!repository.isStored(original, file)) {
      faults.remove(location);
      follower.skipped(location, "");
      return;
    }
    follower.skipped(location, fault);
    if (!fault.equals(faults.put(location, fault))) {
      LOG.warn("series event=ignored file={} reason=\"{}\"", location, fault);
    }
  }
}
