package dev.dalleserver;

import dev.dalleserver.collections.CollectionFiles;
import dev.dalleserver.collections.CollectionStore;
import dev.dalleserver.gallery.CatalogUpdater;
import dev.dalleserver.gallery.ImageIndex;
import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.health.HealthCheck;
import dev.dalleserver.jobs.JobsFactory;
import dev.dalleserver.jobs.LocalJobs;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.PhaseHistory;
import dev.dalleserver.progress.SharedPreviews;
import dev.dalleserver.resilience.Pace;
import dev.dalleserver.series.LocalSeriesRepository;
import dev.dalleserver.series.SeriesRepository;
import dev.dalleserver.spending.LocalSpendingLedger;
import dev.dalleserver.spending.LocalUsageHistory;
import dev.dalleserver.spending.SpendingLedger;
import dev.dalleserver.spending.UsageHistory;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.FileStoreListener;
import dev.dalleserver.storage.LocalArtifacts;
import dev.dalleserver.webhooks.SharedEnds;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The ports that carry all state that outlives a request, with the implementations that belong
 * together. It is chosen once, when the server is built; no other code knows which one it is.
 *
 * @param artifacts what has been made
 * @param jobs what waits, is worked on or has ended
 * @param spending what may be paid for
 * @param usage what was paid for, by day
 * @param history how long phases take
 * @param catalog what there is to see
 * @param series the operator's own series
 * @param collections lists of addresses whose pictures are made
 * @param surroundings what else the server has to know of the implementations
 * @param closing closes what the implementations hold open, the last one first
 */
record Backend(
    ArtifactStore artifacts,
    JobsFactory jobs,
    SpendingLedger spending,
    UsageHistory usage,
    PhaseHistory history,
    PictureCatalog catalog,
    SeriesRepository series,
    CollectionStore collections,
    Surroundings surroundings,
    ShutdownSequence closing)
    implements AutoCloseable {
  /**
   * What a server does with a backend besides using its ports.
   *
   * @param background work that the first answers do not need, such as filling the catalog
   * @param operations takes a listener of every operation on stored files
   * @param checks of what is not on this machine
   * @param pace of calls, which all processes keep together
   * @param previews of runs, where several processes share the jobs
   * @param ends who is to be told of ends, where several processes share the jobs
   */
  record Surroundings(
      Runnable background,
      Consumer<FileStoreListener> operations,
      List<HealthCheck> checks,
      Pace pace,
      SharedPreviews previews,
      Optional<SharedEnds> ends) {
    Surroundings {
      checks = List.copyOf(checks);
    }
  }

  /**
   * Opens the backend of one process that owns its data directory: state in memory, and in files
   * that appear whole or not at all.
   *
   * @param store of the data directory that this process owns
   * @param series the series of that directory, which were read before it was changed
   * @param dailyImageLimit paid images a day; 0 is no limit
   * @param dailyBudget money a day; zero is no limit
   * @throws IOException when stored state cannot be read
   */
  static Backend embedded(
      FileStore store,
      LocalSeriesRepository series,
      Clocks clocks,
      int dailyImageLimit,
      Money dailyBudget)
      throws IOException {
    ShutdownSequence closing = new ShutdownSequence();
    series.attach(store);
    PhaseHistory history = new LocalPhaseHistory(store, clocks.wall());
    SpendingLedger spending =
        new LocalSpendingLedger(store, clocks.wall(), dailyImageLimit, dailyBudget);
    UsageHistory usage = new LocalUsageHistory(store, clocks.wall());
    LocalArtifacts artifacts = new LocalArtifacts(store);
    ImageIndex index = closing.add(new ImageIndex(artifacts));
    store.addListener(new CatalogUpdater(index));
    return new Backend(
        artifacts,
        LocalJobs.factory(clocks.nanos()),
        spending,
        usage,
        history,
        index,
        series,
        CollectionFiles.open(store, clocks.wall()),
        new Surroundings(
            index::start,
            store::addListener,
            List.of(),
            Pace.ALONE,
            SharedPreviews.NONE,
            Optional.empty()),
        closing);
  }

  /**
   * Closes the parts in order, after all that uses them; a part that fails does not keep the others
   * open.
   */
  @Override
  public void close() {
    closing.close();
  }
}
