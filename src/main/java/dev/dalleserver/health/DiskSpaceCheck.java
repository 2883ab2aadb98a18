package dev.dalleserver.health;

import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.time.Duration;

/** Checks how much disk space is left where pictures are stored. */
public final class DiskSpaceCheck implements HealthCheck {
  private static final long MEBIBYTE = 1024 * 1024;

  /** Room for a few hundred pictures: the operator has time to make room. */
  static final long LOW_BYTES = 512 * MEBIBYTE;

  /** Below this not even one picture with its texts fits. */
  static final long FULL_BYTES = MEBIBYTE;

  /** Reads the free space. */
  @FunctionalInterface
  public interface Space {
    /** Returns the usable and the total bytes. */
    long[] bytes() throws IOException;
  }

  private final Space space;

  public DiskSpaceCheck(Space space) {
    this.space = space;
  }

  @Override
  public String name() {
    return "disk_space";
  }

  @Override
  public Duration validFor() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Finding examine() {
    try {
      long[] bytes = space.bytes();
      return evaluate(bytes[0]).with("freeBytes", bytes[0]).with("totalBytes", bytes[1]);
    } catch (IOException e) {
      return Finding.unhealthy(
          "the size of the disk cannot be read: " + PlainReason.withoutPath(e));
    }
  }

  /** Returns the free bytes; NaN when the disk cannot be read. */
  public double freeBytes() {
    try {
      return space.bytes()[0];
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static Finding evaluate(long free) {
    String remaining = free / MEBIBYTE + " MiB are left";
    if (free < FULL_BYTES) {
      return Finding.unhealthy("the disk is full");
    }
    return free < LOW_BYTES ? Finding.degraded("only " + remaining) : Finding.healthy(remaining);
  }
}
