package dev.dalleserver;

import dev.dalleserver.storage.DataDirectory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that the data directory or its lock has been removed or replaced. From the first check
 * that detects it, the server stores nothing and is not ready. If the directory is not back one
 * second later, the process must end, since another server may work there.
 */
final class DirectoryMonitor {
  /**
   * The interval between calls of {@link #check}: two within the second after which readiness is
   * 503.
   */
  static final Duration INTERVAL = Duration.ofMillis(400);

  /**
   * Delays the end of the process so that a readiness probe once a second sees "not ready" first.
   */
  private static final int CHECKS_BEFORE_END = 4;

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryMonitor.class);

  private final DataDirectory directory;

  /** Written once, by the thread that starts the server. */
  private volatile Consumer<String> listener = reason -> {};

  /** The number of checks in a row that found the directory lost. Used by one thread only. */
  private int failedChecks;

  DirectoryMonitor(DataDirectory directory) {
    this.directory = directory;
  }

  /**
   * Registers the listener that ends the process.
   *
   * @param end called once, with the reason, on a thread that it must not block
   */
  void onLost(Consumer<String> end) {
    listener = end;
  }

  /** Checks once; called by one thread. */
  void check() {
    Optional<String> reason = directory.checkIdentity();
    if (reason.isEmpty()) {
      if (failedChecks > 0) {
        LOG.info("store event=directory_back");
      }
      failedChecks = 0;
      return;
    }
    failedChecks++;
    if (failedChecks == 1) {
      LOG.error("store event=directory_lost reason=\"{}\"", reason.get());
    } else if (failedChecks == CHECKS_BEFORE_END) {
      listener.accept(reason.get());
    }
  }
}
