package dev.dalleserver.series;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Keeps the records that a series lets through, so that its filters are applied to a database once
 * and not at every request. A series that is replaced is selected anew.
 */
public final class SeriesSelections {
  /** One selection is at most a reference for each record: together a few megabytes. */
  static final int MOST = 256;

  private final AttributeDatabases databases;

  /** The least recently used first; guarded by {@code this}. */
  private final Map<SeriesName, Selection> bySeries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SeriesName, Selection> eldest) {
          return size() > MOST;
        }
      };

  public SeriesSelections(AttributeDatabases databases) {
    this.databases = databases;
  }

  /** Of one version of a series. */
  private record Selection(Series series, ConcurrentMap<String, List<String>> byDatabase) {}

  /**
   * The records of a database that a series lets through, in the database's order.
   *
   * @throws IllegalArgumentException when there is no such database
   */
  public List<String> records(Series series, String database) {
    // Outside the monitor: a second thread waits only where it wants the same list.
    return selection(series)
        .byDatabase()
        .computeIfAbsent(database, name -> databases.get(name).select(series.filters(name)));
  }

  @SuppressWarnings("ReferenceEquality") // To compare all filters would cost what is saved here.
  private synchronized Selection selection(Series series) {
    Selection known = bySeries.get(series.suffix());
    // The catalog hands out the same object until the definition changes.
    if (known == null || known.series() != series) {
      known = new Selection(series, new ConcurrentHashMap<>());
      bySeries.put(series.suffix(), known);
    }
    return known;
  }
}
