package dev.dalleserver;

import dev.dalleserver.store.DataDirectory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when the data directory or its lock has been removed or replaced. From the first look that
 * finds it the server stores nothing and is not ready; when it is not back after a second more the
 * process must end, since another server may work there.
 */
final class DirectoryWatch {
  /** How often to call {@link #look}: twice within the second after which readiness tells. */
  static final Duration INTERVAL = Duration.ofMillis(400);

  /** So that who asks for readiness every second has heard of it before the server stops. */
  private static final int LOOKS_BEFORE_END = 4;

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

  private final DataDirectory directory;
  private final AtomicReference<Consumer<String>> action = new AtomicReference<>(reason -> {});

  /** Looks in a row that found it gone. Used by one thread alone. */
  private int gone;

  DirectoryWatch(DataDirectory directory) {
    this.directory = directory;
  }

  /** Names who ends the process, on a thread that must not be held up; called once. */
  void whenGone(Consumer<String> end) {
    action.set(end);
  }

  /** Looks once; to be called by one thread. */
  void look() {
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
      action.get().accept(reason.get());
    }
  }
}
