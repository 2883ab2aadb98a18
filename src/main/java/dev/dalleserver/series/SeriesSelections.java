package dev.dalleserver.series;

import dev.dalleserver.picture.SeriesName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Caches the records that a series selects, so that its filters are applied to a database once and
 * not at every request. When a series is replaced, its selections are computed again.
 */
public final class SeriesSelections {
  /** A selection has at most one reference per record: all together take a few megabytes. */
  static final int MAX_SELECTIONS = 256;

  private final AttributeDatabases databases;

  /** Ordered from the least recently used; guarded by {@code this}. */
  private final Map<SeriesName, Selection> bySeries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SeriesName, Selection> eldest) {
          return size() > MAX_SELECTIONS;
        }
      };

  public SeriesSelections(AttributeDatabases databases) {
    this.databases = databases;
  }

  /** The selections of one version of a series. */
  private record Selection(Series series, ConcurrentMap<String, List<String>> byDatabase) {}

  /**
   * Returns the records of a database that a series selects, in the database's order.
   *
   * @throws IllegalArgumentException when there is no such database
   */
  public List<String> records(Series series, String database) {
    // Outside the monitor: another thread waits only if it needs the same list.
    return selection(series)
        .byDatabase()
        .computeIfAbsent(database, name -> databases.get(name).select(series.filters(name)));
  }

  @SuppressWarnings("ReferenceEquality") // Comparing all filters would cost what this saves.
  private synchronized Selection selection(Series series) {
    Selection known = bySeries.get(series.suffix());
    // The catalog returns the same object until the definition changes.
    if (known == null || known.series() != series) {
      known = new Selection(series, new ConcurrentHashMap<>());
      bySeries.put(series.suffix(), known);
    }
    return known;
  }
}
