package dev.dalleserver.health;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** How much room is left where pictures are stored. */
public final class DiskSpaceCheck implements HealthCheck {
  private static final long MEBIBYTE = 1024 * 1024;

  /** A few hundred pictures: time enough to do something about it. */
  static final long LOW_BYTES = 512 * MEBIBYTE;

  /** Below this not even one picture with its texts fits. */
  static final long NONE_BYTES = MEBIBYTE;

  /** Reads how much is left. */
  @FunctionalInterface
  interface Space {
    /** Usable and total bytes. */
    long[] bytes() throws IOException;
  }

  private final Space space;

  public DiskSpaceCheck(Path folder) {
    this(() -> spaceOf(folder.toFile()));
  }

  /** Asked of the folder: the JDK's file stores read the table of all mounts first. */
  private static long[] spaceOf(File folder) throws IOException {
    long total = folder.getTotalSpace();
    if (total == 0) {
      throw new FileNotFoundException(folder.getName());
    }
    return new long[] {folder.getUsableSpace(), total};
  }

  DiskSpaceCheck(Space space) {
    this.space = space;
  }

  @Override
  public String name() {
    return "disk_space";
  }

  @Override
  public Duration goodFor() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Finding examine() {
    try {
      long[] bytes = space.bytes();
      return judge(bytes[0]).with("freeBytes", bytes[0]).with("totalBytes", bytes[1]);
    } catch (IOException e) {
      return Finding.unhealthy("the disk does not tell its size: " + e.getClass().getSimpleName());
    }
  }

  /** Bytes that are left; nothing to go by when the disk does not tell. */
  public double freeBytes() {
    try {
      return space.bytes()[0];
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static Finding judge(long free) {
    String left = free / MEBIBYTE + " MiB are left";
    if (free < NONE_BYTES) {
      return Finding.unhealthy("the disk is full");
    }
    return free < LOW_BYTES ? Finding.degraded("only " + left) : Finding.healthy(left);
  }
}
