package dev.dalleserver.health;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether files can be stored, found out by storing one where pictures are stored: permissions,
 * quotas, links and broken disks show in no other way.
 */
public final class FilesystemCheck implements HealthCheck {
  /** Where files are stored. */
  public interface Storage {
    /**
     * Stores a file as pictures are stored, and removes it.
     *
     * @throws IOException when that cannot be done
     */
    void probe(int bytes) throws IOException;

    /** Why nothing can be stored any more, in words, as far as that is known without trying. */
    Optional<String> lost();
  }

  /** Enough to need blocks of its own on a disk that has none left. */
  private static final int PROBE_BYTES = 64 * 1024;

  private static final Duration BETWEEN_PROBES = Duration.ofSeconds(3);

  private final Storage storage;

  public FilesystemCheck(Storage storage) {
    this.storage = storage;
  }

  @Override
  public String name() {
    return "filesystem";
  }

  /** Forcing a file costs the disk something; what is known without trying is told at once. */
  @Override
  public Duration goodFor() {
    return storage.lost().isPresent() ? Duration.ZERO : BETWEEN_PROBES;
  }

  @Override
  public Finding examine() {
    Optional<String> lost = storage.lost();
    if (lost.isPresent()) {
      return Finding.unhealthy(lost.get());
    }
    try {
      storage.probe(PROBE_BYTES);
      return Finding.healthy("files can be written").with("probeBytes", PROBE_BYTES);
    } catch (IOException e) {
      return Finding.unhealthy("files cannot be written: " + reason(e));
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
