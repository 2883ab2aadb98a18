package dev.dalleserver;

import dev.dalleserver.console.EscapedText;
import dev.dalleserver.console.LogThreshold;
import dev.dalleserver.settings.LoadOutcome;
import dev.dalleserver.settings.LoadOutcome.Loaded;
import dev.dalleserver.settings.LogLevel;
import dev.dalleserver.settings.ReloadableSettings;
import dev.dalleserver.tasks.TaskGuard;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the settings and the operator's databases again while the server runs, applies those that
 * may change, and logs what changed. When one setting is wrong all old ones stay: no reload stops
 * the server.
 */
final class SettingsReload {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsReload.class);

  private final Supplier<LoadOutcome> load;
  private final Loaded started;
  private final Consumer<ReloadableSettings> server;
  private final Databases databases;

  /** Used by one thread at a time. */
  private ReloadableSettings running;

  /**
   * Creates the reload of a server.
   *
   * @param load reads the settings as at the start
   * @param started what the server was started with
   * @param server applies the settings
   * @param databases reads the databases again
   */
  SettingsReload(
      Supplier<LoadOutcome> load,
      Loaded started,
      Consumer<ReloadableSettings> server,
      Databases databases) {
    this.load = load;
    this.started = started;
    this.server = server;
    this.databases = databases;
    this.running = started.settings().reloadable();
  }

  /** The databases of the operator. */
  @FunctionalInterface
  interface Databases {
    /** Reads them again, and returns the names of those that changed. */
    List<String> reload() throws IOException;
  }

  /**
   * Reloads at each request, on a thread of its own that ends with the process.
   *
   * @param requests gets a permit for each request; those that come during a reload make one more
   */
  void start(Semaphore requests) {
    Thread thread = new Thread(() -> reloadAtRequests(requests), "reload");
    thread.setDaemon(true);
    thread.start();
  }

  private void reloadAtRequests(Semaphore requests) {
    TaskGuard guard = new TaskGuard("reload");
    while (true) {
      requests.acquireUninterruptibly();
      requests.drainPermits();
      guard.run(this::reload);
    }
  }

  /** Reloads now. */
  synchronized void reload() {
    load.get()
        .match(
            new LoadOutcome.Cases<Void>() {
              @Override
              public Void loaded(Loaded loaded) {
                loaded
                    .warnings()
                    .forEach(text -> LOG.warn("settings event=warning {}", text(text)));
                apply(loaded);
                return null;
              }

              @Override
              public Void rejected(LoadOutcome.Rejected rejected) {
                rejected
                    .problems()
                    .forEach(
                        problem ->
                            LOG.warn(
                                "settings event=reload_refused {} instead=\"the old settings"
                                    + " stay\"",
                                text(problem)));
                return null;
              }

              @Override
              public Void helpRequested() {
                throw new IllegalStateException("a server was started without --help");
              }

              @Override
              public Void versionRequested() {
                throw new IllegalStateException("a server was started without --version");
              }
            });
  }

  private void apply(Loaded loaded) {
    ReloadableSettings.Changes changes = started.changesTo(loaded, running);
    server.accept(changes.now());
    List<String> taken = new ArrayList<>(changes.taken());
    List<String> needRestart = new ArrayList<>(changes.needRestart());
    boolean isMore = changes.now().logLevel().compareTo(running.logLevel()) < 0;
    boolean isLess = changes.now().logLevel().compareTo(running.logLevel()) > 0;
    // What changed is logged at the level that shows more of it.
    if (isMore) {
      changeLogLevel(changes.now().logLevel());
    }
    reloadDatabases(taken);
    running = changes.now();
    LOG.info(
        "settings event=reloaded changed=\"{}\"",
        taken.isEmpty() ? "nothing" : String.join(", ", taken));
    if (!needRestart.isEmpty()) {
      LOG.warn(
          "settings event=restart_needed changed=\"{}\" instead=\"the old values stay until the"
              + " server is started again\"",
          String.join(", ", needRestart));
    }
    if (isLess) {
      changeLogLevel(changes.now().logLevel());
    }
  }

  private static void changeLogLevel(LogLevel level) {
    if (!LogThreshold.change(level.slf4jName())) {
      LOG.warn(
          "settings event=log_level_not_changed level={} instead=\"the old level stays until the"
              + " server is started again\"",
          level.slf4jName());
    }
  }

  private void reloadDatabases(List<String> taken) {
    try {
      databases.reload().forEach(name -> taken.add("databases/" + name + ".csv"));
    } catch (IOException e) {
      LOG.warn(
          "databases event=reload_refused {} instead=\"the old databases stay\"",
          text(PlainReason.of(e)));
    }
  }

  private static String text(String reason) {
    return "reason=\"" + EscapedText.oneLine(reason) + "\"";
  }
}
