package dev.dalleserver.series;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All series that can be asked for, by name: the built-in ones and those in the data directory. */
public final class SeriesCatalog {
  private static final String ENDING = ".json";

  private final Map<SeriesName, Series> byName;

  private SeriesCatalog(Map<SeriesName, Series> byName) {
    this.byName = byName;
  }

  /**
   * Reads all series. A file with a built-in's name replaces it.
   *
   * @param userFolder a folder that may hold {@code <name>.json}; need not exist
   * @throws BrokenFileException for the first file that is no series or is named like none
   * @throws IOException when a file that is there cannot be read
   */
  public static SeriesCatalog load(Path userFolder) throws BrokenFileException, IOException {
    Map<SeriesName, Series> byName = new TreeMap<>();
    BundledFiles bundled = new BundledFiles("series");
    for (String file : bundled.names(ENDING)) {
      SeriesName name = nameOf(file);
      byName.put(
          name, SeriesFile.parse(name, file, bundled.read(file), Source.BUILTIN, Instant.EPOCH));
    }
    if (Files.isDirectory(userFolder)) {
      addUserSeries(userFolder, byName);
    }
    return new SeriesCatalog(byName);
  }

  /** The series of that name, if there is one. */
  public Optional<Series> find(SeriesName name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All of them, sorted by name. */
  public List<Series> all() {
    return List.copyOf(byName.values());
  }

  private static void addUserSeries(Path folder, Map<SeriesName, Series> byName)
      throws BrokenFileException, IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
      for (Path file : files) {
        String fileName = file.getFileName().toString();
        SeriesName name = nameOf(fileName);
        Instant modifiedAt = Files.getLastModifiedTime(file).toInstant();
        Series series =
            SeriesFile.parse(
                name, "series/" + fileName, Files.readAllBytes(file), Source.USER, modifiedAt);
        Series builtIn = byName.get(name);
        // A checkout is a data directory too, and its series folder is where the built-in ones
        // come from: an unchanged copy is still the built-in.
        if (builtIn == null || !builtIn.sameWordsAs(series)) {
          byName.put(name, series);
        }
      }
    }
  }

  private static SeriesName nameOf(String file) throws BrokenFileException {
    try {
      return SeriesName.parse(file.substring(0, file.length() - ENDING.length()));
    } catch (InvalidSeriesException e) {
      throw new BrokenFileException(
          "series/" + file, "its name is no series name, " + SeriesName.FORM);
    }
  }
}
