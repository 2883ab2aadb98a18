package dev.dalleserver.dress;

import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.Series;
import dev.dalleserver.series.SeriesCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Databases and series for tests: those that ship with the program, or small ones of numbers. */
final class Words {
  private static final Path NOWHERE = Path.of("no-such-folder");

  private final AttributeDatabases databases;
  private final SeriesCatalog catalog;

  private Words(AttributeDatabases databases, SeriesCatalog catalog) {
    this.databases = databases;
    this.catalog = catalog;
  }

  /** What ships with the program. */
  static Words bundled() {
    return load(NOWHERE, NOWHERE);
  }

  /** Databases of {@code count} records each, {@code r0}, {@code r1} and so on. */
  static Words numbered(Path folder, int count) {
    try {
      for (String name : AttributeDatabases.NAMES) {
        StringBuilder csv = new StringBuilder("version,word\n");
        for (int i = 0; i < count; i++) {
          csv.append("v1,r").append(i).append('\n');
        }
        Files.writeString(folder.resolve(name + ".csv"), csv);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return load(folder, NOWHERE);
  }

  /** The same databases with the series of a folder. */
  Words withSeries(Path folder) {
    return new Words(databases, load(NOWHERE, folder).catalog);
  }

  AttributeDatabases databases() {
    return databases;
  }

  List<Series> allSeries() {
    return catalog.all();
  }

  Series series(String name) {
    return catalog.find(SeriesName.parse(name)).orElseThrow();
  }

  DalleDress dress(String series, String address) {
    return dress(series(series), Address.parse(address));
  }

  DalleDress dress(Series series, Address address) {
    return new DressFactory(databases).create(series, address, Optional.empty());
  }

  private static Words load(Path databases, Path series) {
    try {
      return new Words(AttributeDatabases.load(databases), SeriesCatalog.load(series));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
