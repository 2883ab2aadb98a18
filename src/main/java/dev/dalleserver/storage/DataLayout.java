package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import java.nio.file.Path;
import java.util.List;

/**
 * The paths below the data directory. Performs no disk access.
 *
 * @param dataDirectory the root, absolute
 */
public record DataLayout(Path dataDirectory) {
  /** The folder in which later releases of the original keep series; read and never written. */
  public static final String ORIGINAL_SERIES = "user-series";

  public DataLayout {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
  }

  /** Returns the root of all generated files. */
  public Path output() {
    return dataDirectory.resolve(ArtifactId.OUTPUT);
  }

  /** Returns the folder of one series. */
  public Path series(String series) {
    return output().resolve(series);
  }

  /** Returns the file of one kind for one picture; the caller must have validated both names. */
  public Path artifact(ArtifactKind kind, String series, String address) {
    return dataDirectory.resolve(kind.path(series, address));
  }

  /** Returns the file of an artifact. */
  public Path file(ArtifactId id) {
    return dataDirectory.resolve(id.path());
  }

  /** Returns the folder of one batch. */
  public Path generation(String id) {
    return generations().resolve(id);
  }

  /** Returns the folder of the definitions of user series. */
  public Path seriesDefinitions() {
    return dataDirectory.resolve("series");
  }

  /** Returns the folder of databases that replace built-in ones. */
  public Path databases() {
    return dataDirectory.resolve("databases");
  }

  /** Returns the folder of statistics and run archives. */
  public Path metrics() {
    return dataDirectory.resolve(ArtifactId.METRICS);
  }

  /**
   * Returns the folder in which a process of a cluster keeps copies of what is stored elsewhere; it
   * can be deleted at any time.
   */
  public Path cache() {
    return dataDirectory.resolve("cache");
  }

  /** Returns the folder of files that are being written; emptied at every start. */
  public Path temporary() {
    return dataDirectory.resolve(".tmp");
  }

  /**
   * Returns the folders in which the server reads or writes files under fixed names; none may be a
   * link.
   */
  public List<Path> serverFolders() {
    return List.of(
        output(),
        generations(),
        seriesDefinitions(),
        databases(),
        metrics(),
        temporary(),
        received(),
        setAside(),
        collections(),
        smallPictures());
  }

  /** Returns the folders that the server creates at every start. */
  public List<Path> foldersMadeAtStart() {
    return List.of(output(), seriesDefinitions(), metrics(), temporary());
  }

  /**
   * Returns the folder of files that could not be used, for the operator to examine; they are never
   * served.
   */
  public Path setAside() {
    return dataDirectory.resolve("set-aside");
  }

  /** Returns the folder of the lists of addresses that are made in the background. */
  public Path collections() {
    return dataDirectory.resolve("collections");
  }

  /**
   * Returns the folder of pictures that were made smaller on request; it can be deleted at any
   * time.
   */
  public Path smallPictures() {
    return dataDirectory.resolve("small");
  }

  /** Returns the folder that holds the folders of batches. */
  public Path generations() {
    return output().resolve(ArtifactId.BATCHES);
  }

  /**
   * Returns the folder of pictures that arrive from providers, until they are decoded and stored.
   */
  public Path received() {
    return dataDirectory.resolve(ArtifactId.RECEIVED);
  }

  /** Formats a path for messages and JSON: relative to the data directory, with slashes. */
  public String relative(Path path) {
    return dataDirectory.relativize(path.toAbsolutePath()).toString().replace('\\', '/');
  }
}
