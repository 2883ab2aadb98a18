package dev.dalleserver.series;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Writes and removes the series of the data directory. */
public final class UserSeriesWriter {
  /**
   * The maximum number of user series at which a new one may still be created. Files that the
   * operator puts into the folder count, but are never refused.
   */
  static final int MAX_SERIES = 1000;

  private final SeriesCatalog catalog;
  private final AttributeDatabases databases;
  private final FileStore store;

  public UserSeriesWriter(SeriesCatalog catalog, AttributeDatabases databases, FileStore store) {
    this.catalog = catalog;
    this.databases = databases;
    this.store = store;
  }

  /**
   * The result of writing a series.
   *
   * @param created whether there was no series of that name before
   */
  public record Written(Series series, boolean created) {}

  /**
   * Creates a series, or replaces it; runs that begin from now on use it.
   *
   * @param definition a JSON object in the form of a series file
   * @throws ReadOnlySeriesException for a built-in series
   * @throws InvalidDefinitionException with all problems; nothing has changed then
   * @throws TooManySeriesException for a new series when there are already {@value #MAX_SERIES}
   *     user series
   * @throws IOException when it could not be stored; nothing has changed then
   */
  public synchronized Written put(SeriesName name, JsonNode definition) throws IOException {
    requireNotBuiltIn(name);
    List<String> problems = SeriesValidator.problems(name, definition, databases);
    if (!problems.isEmpty()) {
      throw new InvalidDefinitionException(problems);
    }
    try {
      Series series = SeriesFile.of(name, name.value(), definition, Source.USER, Instant.EPOCH);
      boolean created = catalog.find(name).isEmpty();
      if (created) {
        requireRoom();
      }
      store.write(file(name), SeriesFile.write(series));
      catalog.refresh(fileName(name));
      return new Written(catalog.find(name).orElse(series), created);
    } catch (BrokenFileException e) {
      // Another program wrote into the folder at the same moment.
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Removes a series; its pictures stay.
   *
   * @throws ReadOnlySeriesException for a built-in series
   * @throws InvalidSeriesException when there is no series of that name
   * @throws IOException when the file cannot be removed; nothing has changed then
   */
  public synchronized void delete(SeriesName name) throws IOException {
    requireNotBuiltIn(name);
    if (catalog.find(name).isEmpty()) {
      throw new InvalidSeriesException("there is no such series", name.value());
    }
    try {
      store.delete(file(name));
      catalog.refresh(fileName(name));
    } catch (BrokenFileException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (catalog.find(name).isPresent()) {
      // A link, which the store does not remove, or a file that another program has just put there.
      throw new IOException(path(name) + " is still there");
    }
  }

  /** Returns the name of a series' file for clients. */
  public String path(SeriesName name) {
    return store.layout().relative(file(name));
  }

  private void requireNotBuiltIn(SeriesName name) {
    if (catalog.isBuiltIn(name)) {
      throw new ReadOnlySeriesException(name);
    }
  }

  private void requireRoom() {
    long count = catalog.all().stream().filter(series -> series.source() == Source.USER).count();
    if (count >= MAX_SERIES) {
      throw new TooManySeriesException(MAX_SERIES);
    }
  }

  private Path file(SeriesName name) {
    return store.layout().seriesDefinitions().resolve(fileName(name));
  }

  private static String fileName(SeriesName name) {
    return name + SeriesCatalog.EXTENSION;
  }
}
