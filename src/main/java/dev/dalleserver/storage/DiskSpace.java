package dev.dalleserver.storage;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;

/** The space of the disk on which a folder lies, in bytes. */
public record DiskSpace(long usable, long total) {
  /**
   * Reads the space through the folder: the JDK's FileStore reads the table of all mounts first.
   *
   * @throws FileNotFoundException when there is no such folder
   */
  public static DiskSpace of(Path folder) throws IOException {
    File place = folder.toFile();
    long total = place.getTotalSpace();
    if (total == 0) {
      throw new FileNotFoundException(place.getName());
    }
    return new DiskSpace(place.getUsableSpace(), total);
  }
}
