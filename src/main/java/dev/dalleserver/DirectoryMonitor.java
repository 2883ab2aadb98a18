package dev.dalleserver;

import dev.dalleserver.store.DataDirectory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that the data directory or its lock has been removed or replaced. From the first check
 * that finds it the server stores nothing and is not ready; when it is not back after a second more
 * the process must end, since another server may work there.
 */
final class DirectoryMonitor {
  /** How often to call {@link #check}: twice within the second after which readiness is 503. */
  static final Duration INTERVAL = Duration.ofMillis(400);

  /** Delays the end so that a readiness probe once a second sees "not ready" first. */
  private static final int LOOKS_BEFORE_END = 4;

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryMonitor.class);

  private final DataDirectory directory;

  /** Written once, by the thread that starts the server. */
  private volatile Consumer<String> listener = reason -> {};

  /** Checks in a row that found it gone. Used by one thread alone. */
  private int gone;

  DirectoryMonitor(DataDirectory directory) {
    this.directory = directory;
  }

  /**
   * Registers the listener that ends the process.
   *
   * @param end called once, with the reason, on a thread that it must not hold up
   */
  void onLost(Consumer<String> end) {
    listener = end;
  }

  /** Checks once; called by one thread. */
  void check() {
    Optional<String> reason = directory.lookAgain();
    if (reason.isEmpty()) {
      if (gone > 0) {
        LOG.info("store event=directory_back");
      }
      gone = 0;
      return;
    }
    gone++;
    if (gone == 1) {
      LOG.error("store event=directory_lost reason=\"{}\"", reason.get());
    } else if (gone == LOOKS_BEFORE_END) {
      listener.accept(reason.get());
    }
  }
}
