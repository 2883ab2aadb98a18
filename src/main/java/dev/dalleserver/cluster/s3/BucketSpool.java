package dev.dalleserver.cluster.s3;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/** The folder of this process alone in which pictures arrive, before they go to the bucket. */
final class BucketSpool {
  private final Path folder;

  BucketSpool(Path folder) {
    this.folder = folder;
  }

  IncomingObject begin(IncomingObject.Keeper keeper) throws IOException {
    LocalFolders.create(folder);
    return new IncomingObject(folder.resolve(UUID.randomUUID() + ".part"), keeper);
  }

  /** Checks that {@code bytes} can be received: creates a file and looks at the room. */
  void requireRoom(long bytes) throws IOException {
    LocalFolders.create(folder);
    Path probe = Files.createTempFile(folder, "probe", ".part");
    Files.delete(probe);
    File place = folder.toFile();
    if (place.getUsableSpace() < Math.min(bytes, place.getTotalSpace() / 4)) {
      throw new IOException("the disk is nearly full");
    }
  }

  /** Removes what a killed process of this folder has not received whole. */
  void removeLeftovers() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
