package dev.dalleserver.progress;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.ProgressManager.Retention;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A data directory, a manager and time that stands still. */
final class Scene implements AutoCloseable {
  static final PictureKey KEY =
      PictureKey.parse("empty", "0xf503017d7baf7fbc0fff7492b751025c6a78179b");
  static final PictureKey OTHER = PictureKey.parse("simple", KEY.addressText());
  static final DalleDress DRESS = dress();
  static final Duration HOLD = Duration.ofSeconds(3);
  static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);

  final MovingTime time = new MovingTime();
  final DataDirectory directory;
  final FileStore store;
  final ProgressManager manager;
  private final List<ProgressRun> changed = new ArrayList<>();

  Scene(Path folder) throws Exception {
    directory = DataDirectory.open(folder);
    store = new FileStore(directory);
    manager = anotherManager();
  }

  /** A second manager on the same data directory, as after a restart. */
  ProgressManager anotherManager() throws Exception {
    return new ProgressManager(
        new LocalPhaseHistory(store, time.ticker().wall()),
        time.ticker(),
        new Retention(HOLD, TIME_TO_LIVE));
  }

  /** A run of another process that follows one of this one; its changes are kept. */
  ProgressRun anotherRun(PictureKey key) {
    try {
      ProgressManager other = anotherManager();
      ProgressRun run = other.begin(key, "offline", DRESS, 0);
      other.addListener(changed::add);
      return run;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The runs of {@link #anotherRun} that have changed, once for each change. */
  List<ProgressRun> changes() {
    return List.copyOf(changed);
  }

  ProgressRun begin() {
    return manager.begin(KEY, "offline", DRESS, 0);
  }

  /** A phase that takes so long and ends well. */
  void work(ProgressRun run, Phase phase, long millis) {
    run.enter(phase);
    time.passMillis(millis);
    run.leave(phase);
  }

  /** A run whose seven phases take so many milliseconds each, and which ends well. */
  ProgressRun wholeRun(long... millis) {
    ProgressRun run = begin();
    for (Phase phase : Phase.WORKING) {
      work(run, phase, millis[phase.ordinal()]);
    }
    run.finish(RunOutcome.SUCCESS);
    return run;
  }

  Path statisticsFile() {
    return store.layout().metrics().resolve("progress_phase_stats.json");
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }

  private static DalleDress dress() {
    try {
      Path nowhere = Path.of("no-such-folder");
      return new DressFactory(AttributeDatabases.load(nowhere))
          .create(
              SeriesCatalog.load(nowhere).find(KEY.series()).orElseThrow(),
              KEY.address(),
              Optional.empty());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
