package dev.dalleserver.series;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.SeriesName;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Writes and removes user series: checks definitions and limits, and stores in the repository what
 * passes.
 */
public final class UserSeriesWriter {
  /**
   * The maximum number of user series at which a new one may still be created. Series that come
   * into the repository in another way count, but are never refused.
   */
  static final int MAX_SERIES = 1000;

  private final SeriesCatalog catalog;
  private final AttributeDatabases databases;
  private final SeriesRepository repository;

  public UserSeriesWriter(
      SeriesCatalog catalog, AttributeDatabases databases, SeriesRepository repository) {
    this.catalog = catalog;
    this.databases = databases;
    this.repository = repository;
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
      repository.put(name, SeriesFile.write(series));
      catalog.refresh(name);
      return new Written(catalog.find(name).orElse(series), created);
    } catch (BrokenFileException e) {
      // Another program has put something else there at the same moment.
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
      repository.remove(name);
      catalog.refresh(name);
    } catch (BrokenFileException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (catalog.find(name).isPresent()) {
      // A link, which the store does not remove, or one that another program has just put there.
      throw new IOException(path(name) + " is still there");
    }
  }

  /** Returns the name of a series' file for clients. */
  public String path(SeriesName name) {
    return repository.location(name);
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
}
