package dev.dalleserver.cli;

import dev.dalleserver.doctor.FileValidators;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.BrokenFileException;
import dev.dalleserver.series.SeriesCatalog;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.NotConfinedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the operator's own series and databases for {@code doctor}. Reads the databases once,
 * since the log names what is strange in them.
 */
final class UserSeriesCheck
    implements FileValidators.SeriesFileValidator, FileValidators.DatabaseValidator {
  private @Nullable AttributeDatabases databases;

  @Override
  public Map<String, String> faults(Path dataDirectory) {
    try {
      return databases(dataDirectory).skipped();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AttributeDatabases databases(Path dataDirectory) throws IOException {
    AttributeDatabases read = databases;
    if (read == null) {
      read = AttributeDatabases.load(new DataLayout(dataDirectory).databases());
      databases = read;
    }
    return read;
  }

  @Override
  public Optional<String> fault(Path dataDirectory, boolean original, String fileName) {
    try {
      check(dataDirectory, original, fileName);
      return Optional.empty();
    } catch (BrokenFileException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> warnings(Path dataDirectory, boolean original, String fileName) {
    try {
      return check(dataDirectory, original, fileName);
    } catch (BrokenFileException e) {
      // A fault, and reported as such.
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> check(Path dataDirectory, boolean original, String fileName)
      throws BrokenFileException, IOException {
    return SeriesCatalog.check(
        new DataLayout(dataDirectory).seriesDefinitions(),
        original,
        fileName,
        databases(dataDirectory));
  }

  @Override
  public boolean isKnown(Path dataDirectory, String series) {
    Path definitions = new DataLayout(dataDirectory).seriesDefinitions();
    try {
      return SeriesCatalog.load(definitions).find(SeriesName.parse(series)).isPresent();
    } catch (NotConfinedException e) {
      // Unknown until that is repaired, so it is not reported as missing.
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
