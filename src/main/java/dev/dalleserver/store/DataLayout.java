package dev.dalleserver.store;

import java.nio.file.Path;
import java.util.List;

/**
 * Where things lie below the data directory. Paths only: nothing here touches a disk.
 *
 * @param dataDirectory the root, absolute
 */
public record DataLayout(Path dataDirectory) {
  public DataLayout {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
  }

  /** The root of everything that is made. */
  public Path output() {
    return dataDirectory.resolve("output");
  }

  /** The folder of one series. */
  public Path series(String series) {
    return output().resolve(series);
  }

  /** The file of one kind for one picture; both names must have been checked before. */
  public Path artifact(Artifact kind, String series, String address) {
    return series(series).resolve(kind.folder()).resolve(address + "." + kind.extension());
  }

  /** The folder of one free-prompt generation. */
  public Path generation(String id) {
    return generations().resolve(id);
  }

  /** User series. */
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

  /** The folders that the server reads or writes in under names of its own; none may be a link. */
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

  /** Those of them that every start makes. */
  public List<Path> foldersOfEveryStart() {
    return List.of(output(), seriesDefinitions(), metrics(), temporary());
  }

  /** What could not be used, for the operator to look at; nothing in it is ever served. */
  public Path aside() {
    return dataDirectory.resolve("set-aside");
  }

  /** The folders of free-prompt generations. */
  public Path generations() {
    return output().resolve("generations");
  }

  /** Pictures of providers as they arrive, until they are decoded and stored. */
  public Path received() {
    return dataDirectory.resolve("received");
  }

  /** How a path is named to people and in JSON: relative to the data directory, with slashes. */
  public String relative(Path path) {
    return dataDirectory.relativize(path.toAbsolutePath()).toString().replace('\\', '/');
  }
}
