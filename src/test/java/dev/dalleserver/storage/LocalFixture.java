package dev.dalleserver.storage;

import java.nio.file.Files;
import java.nio.file.Path;

/** Artifacts in a folder, whose writes can be made to fail. */
final class LocalFixture implements AutoCloseable {
  private final Path folder;
  private final Path elsewhere;
  private DataDirectory directory;

  /**
   * @param elsewhere an empty folder
   */
  LocalFixture(Path folder, Path elsewhere) throws Exception {
    this.folder = folder;
    this.elsewhere = elsewhere;
    this.directory = DataDirectory.open(folder);
  }

  ArtifactStore open() {
    return new LocalArtifacts(new FileStore(directory));
  }

  ArtifactStore reopen() throws Exception {
    directory.close();
    directory = DataDirectory.open(folder);
    return open();
  }

  /** Removes the folders in which files begin. */
  void breakWrites() throws Exception {
    Files.move(folder.resolve(".tmp"), elsewhere.resolve(".tmp"));
    Path received = folder.resolve("received");
    if (Files.exists(received)) {
      Files.move(received, elsewhere.resolve("received"));
    }
    Files.createFile(received);
  }

  void repairWrites() throws Exception {
    Files.move(elsewhere.resolve(".tmp"), folder.resolve(".tmp"));
    Path received = folder.resolve("received");
    Files.delete(received);
    if (Files.exists(elsewhere.resolve("received"))) {
      Files.move(elsewhere.resolve("received"), received);
    }
  }

  @Override
  public void close() throws Exception {
    directory.close();
  }
}
