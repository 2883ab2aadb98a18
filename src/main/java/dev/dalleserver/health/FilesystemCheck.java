package dev.dalleserver.health;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Whether files can be stored, found out by storing one: permissions, quotas and broken disks show
 * in no other way.
 */
public final class FilesystemCheck implements HealthCheck {
  /** Enough to need blocks of its own on a disk that has none left. */
  private static final int PROBE_BYTES = 64 * 1024;

  private final Path folder;

  /**
   * @param folder for temporary files of the data directory; what is left there when the process
   *     dies is removed at the next start
   */
  public FilesystemCheck(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "filesystem";
  }

  /** Forcing a file costs the disk something: not more often than this. */
  @Override
  public Duration goodFor() {
    return Duration.ofSeconds(3);
  }

  @Override
  public Finding examine() {
    Path probe = folder.resolve("health-" + System.nanoTime() + ".part");
    try {
      try {
        write(probe);
      } finally {
        Files.deleteIfExists(probe);
      }
      return Finding.healthy("files can be written").with("probeBytes", PROBE_BYTES);
    } catch (IOException e) {
      return Finding.unhealthy("files cannot be written: " + reason(e));
    }
  }

  private static void write(Path probe) throws IOException {
    try (FileChannel channel =
        FileChannel.open(probe, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(PROBE_BYTES);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      channel.force(true);
    }
  }

  /** What the system said, but for the paths that it says it about. */
  private static String reason(IOException e) {
    String said = e instanceof FileSystemException fault ? fault.getReason() : e.getMessage();
    return said == null || said.contains("/") || said.contains("\\")
        ? e.getClass().getSimpleName().replace("Exception", "")
        : said;
  }
}
