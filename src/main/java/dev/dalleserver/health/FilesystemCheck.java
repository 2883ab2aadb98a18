package dev.dalleserver.health;

import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks that files can be stored by storing one where pictures are stored: permissions, quotas,
 * links and broken disks show in no other way.
 */
public final class FilesystemCheck implements HealthCheck {
  /** The place where files are stored. */
  public interface Storage {
    /**
     * Stores a file as pictures are stored, and removes it.
     *
     * @throws IOException when that fails
     */
    void probe(int bytes) throws IOException;

    /** Returns why files cannot be stored any more, as far as that is known without trying. */
    Optional<String> lostReason();

    /**
     * Returns the operator's files that cannot be used and were skipped, and why, by path relative
     * to the data directory.
     */
    default Map<String, String> skippedFiles() {
      return Map.of();
    }
  }

  /** Large enough to need disk blocks of its own, so that it fails on a full disk. */
  private static final int PROBE_BYTES = 64 * 1024;

  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(3);

  /** The most skipped files that the message names; the details have all. */
  private static final int MAX_NAMED = 5;

  private final Storage storage;

  public FilesystemCheck(Storage storage) {
    this.storage = storage;
  }

  @Override
  public String name() {
    return "filesystem";
  }

  /**
   * Returns the time between probes, since forcing a file costs disk time; zero when the loss of
   * the directory is known without trying.
   */
  @Override
  public Duration validFor() {
    return storage.lostReason().isPresent() ? Duration.ZERO : PROBE_INTERVAL;
  }

  @Override
  public Finding examine() {
    Optional<String> lost = storage.lostReason();
    if (lost.isPresent()) {
      return Finding.unhealthy(lost.get());
    }
    try {
      storage.probe(PROBE_BYTES);
      return written(storage.skippedFiles()).with("probeBytes", PROBE_BYTES);
    } catch (IOException e) {
      return Finding.unhealthy("files cannot be written: " + PlainReason.withoutPath(e));
    }
  }

  /**
   * Returns the finding for a disk that works; a skipped file changes what pictures are made of.
   */
  private static Finding written(Map<String, String> skipped) {
    if (skipped.isEmpty()) {
      return Finding.healthy("files can be written");
    }
    String names = skipped.keySet().stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
    String more = skipped.size() > MAX_NAMED ? ", ..." : "";
    return Finding.degraded(
            "files can be written, but "
                + skipped.size()
                + (skipped.size() == 1 ? " file is" : " files are")
                + " skipped: "
                + names
                + more)
        .with("skippedFiles", skipped);
  }
}
