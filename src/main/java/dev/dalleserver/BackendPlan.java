package dev.dalleserver;

import dev.dalleserver.progress.Clocks;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.LocalSeriesRepository;
import dev.dalleserver.series.SeriesRepository;
import dev.dalleserver.settings.ClusterSettings;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.telemetry.Telemetry;
import java.io.IOException;
import java.util.Optional;

/** The backend that the settings ask for, in the two steps of a start. Chosen here and once. */
interface BackendPlan extends AutoCloseable {
  /** Returns the operator's series, which are read before the data directory is changed. */
  SeriesRepository series();

  /**
   * Opens the backend.
   *
   * @param store of the data directory, which this process owns by now
   * @throws IOException when stored state cannot be read
   */
  Backend open(FileStore store) throws IOException;

  /** Closes what was opened before {@link #open}. */
  @Override
  void close();

  /**
   * What a backend is chosen and opened with.
   *
   * @param databases the words of this process
   */
  record Start(
      Settings settings,
      Clocks clocks,
      DataLayout layout,
      AttributeDatabases databases,
      Telemetry telemetry) {}

  /**
   * Chooses the backend.
   *
   * @throws IOException with one line when what the settings name cannot be used
   */
  static BackendPlan of(Start start) throws IOException {
    Optional<ClusterSettings> cluster = start.settings().cluster();
    return cluster.isPresent()
        ? ClusterPlan.connect(start, cluster.get())
        : new Embedded(
            start.settings(),
            start.clocks(),
            new LocalSeriesRepository(start.layout().seriesDefinitions()));
  }

  /** One process that owns its data directory. */
  record Embedded(Settings settings, Clocks clocks, LocalSeriesRepository series)
      implements BackendPlan {
    @Override
    public Backend open(FileStore store) throws IOException {
      return Backend.embedded(
          store,
          series,
          clocks,
          settings.runs().dailyImageLimit(),
          settings.spending().dailyBudget());
    }

    @Override
    public void close() {
      // Nothing is open: the series are files.
    }
  }
}
