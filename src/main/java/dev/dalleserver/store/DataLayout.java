package dev.dalleserver.store;

import java.nio.file.Path;
import java.util.List;

/**
 * The paths below the data directory. Performs no disk access.
 *
 * @param dataDirectory the root, absolute
 */
public record DataLayout(Path dataDirectory) {
  public DataLayout {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
  }

  /** The root of all generated files. */
  public Path output() {
    return dataDirectory.resolve("output");
  }

  /** The folder of one series. */
  public Path series(String series) {
    return output().resolve(series);
  }

  /** Returns the file of one kind for one picture; the caller must have validated both names. */
  public Path artifact(Artifact kind, String series, String address) {
    return series(series).resolve(kind.folder()).resolve(address + "." + kind.extension());
  }

  /** The folder of one batch. */
  public Path generation(String id) {
    return generations().resolve(id);
  }

  /** The definitions of user series. */
  public Path seriesDefinitions() {
    return dataDirectory.resolve("series");
  }

  /** Databases that replace built-in ones. */
  public Path databases() {
    return dataDirectory.resolve("databases");
  }

  /** Statistics and run archives. */
  public Path metrics() {
    return dataDirectory.resolve("metrics");
  }

  /** Files that are being written; emptied at every start. */
  public Path temporary() {
    return dataDirectory.resolve(".tmp");
  }

  /**
   * The folders in which the server reads or writes files under fixed names; none may be a link.
   */
  public List<Path> ownFolders() {
    return List.of(
        output(),
        generations(),
        seriesDefinitions(),
        databases(),
        metrics(),
        temporary(),
        received(),
        aside());
  }

  /** The folders that the server creates at every start. */
  public List<Path> foldersOfEveryStart() {
    return List.of(output(), seriesDefinitions(), metrics(), temporary());
  }

  /**
   * The folder of files that could not be used, for the operator to examine; they are never served.
   */
  public Path aside() {
    return dataDirectory.resolve("set-aside");
  }

  /** The folder that holds the folders of batches. */
  public Path generations() {
    return output().resolve("generations");
  }

  /** The folder of pictures that arrive from providers, until they are decoded and stored. */
  public Path received() {
    return dataDirectory.resolve("received");
  }

  /** Formats a path for messages and JSON: relative to the data directory, with slashes. */
  public String relative(Path path) {
    return dataDirectory.relativize(path.toAbsolutePath()).toString().replace('\\', '/');
  }
}
