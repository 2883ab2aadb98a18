package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parts of the path of a file below {@code output/}.
 *
 * @param series the series, a valid name
 * @param kind the kind of file
 * @param address the address, lower case
 */
public record ArtifactName(String series, ArtifactKind kind, String address) {
  private static final Pattern SERIES = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");
  private static final int PARTS = 4;

  /** A folder of {@code output/} that is not a series: it holds the batches. */
  private static final String BATCHES_FOLDER = "generations";

  /**
   * Parses the path of a file in one of the folders of a series.
   *
   * @param path relative to the data directory, with slashes
   * @return empty for files that do not belong to a picture
   */
  public static Optional<ArtifactName> parse(String path) {
    List<String> parts = List.of(path.split("/", -1));
    if (parts.size() != PARTS || !parts.get(0).equals("output") || !isSeries(parts.get(1))) {
      return Optional.empty();
    }
    return Arrays.stream(ArtifactKind.values())
        .filter(kind -> kind.folder().equals(parts.get(2)))
        .findFirst()
        .flatMap(kind -> of(parts.get(1), kind, parts.get(3)));
  }

  /** Parses the name of a file in a known folder. */
  public static Optional<ArtifactName> of(String series, ArtifactKind kind, String fileName) {
    String ending = "." + kind.extension();
    if (!fileName.endsWith(ending)) {
      return Optional.empty();
    }
    String address = fileName.substring(0, fileName.length() - ending.length());
    return ADDRESS.matcher(address).matches()
        ? Optional.of(new ArtifactName(series, kind, address))
        : Optional.empty();
  }

  /** Returns true when a series may have this name. */
  public static boolean isSeries(String folder) {
    return SERIES.matcher(folder).matches() && !folder.equals(BATCHES_FOLDER);
  }
}
