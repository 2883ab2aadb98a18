package dev.dalleserver;

import dev.dalleserver.progress.Clocks;
import dev.dalleserver.series.LocalSeriesRepository;
import dev.dalleserver.series.SeriesRepository;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;

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
   * Chooses the backend.
   *
   * @throws IOException with one line when what the settings name cannot be used
   */
  static BackendPlan of(Settings settings, Clocks clocks, DataLayout layout) throws IOException {
    return settings.cluster().isPresent()
        ? ClusterPlan.connect(settings, settings.cluster().get(), clocks, layout)
        : new Embedded(settings, clocks, new LocalSeriesRepository(layout.seriesDefinitions()));
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
