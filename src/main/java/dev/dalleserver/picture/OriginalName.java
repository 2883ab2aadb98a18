package dev.dalleserver.picture;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that the Go original gives to folders and files, and those that this server gives to
 * the same: the original spells addresses as its callers did, and allows more in the name of a
 * series.
 */
public final class OriginalName {
  /** Ends the name of a folder with the pictures of a series that was removed. */
  public static final String REMOVED_SERIES = ".deleted";

  private static final Pattern STEM_AND_EXTENSION = Pattern.compile("(.+)\\.([a-z0-9]+)");

  /** A seed that is no address: names of files of its later releases. */
  private static final Pattern LONG_SEED = Pattern.compile("(0x)?[0-9a-f]{64}");

  private OriginalName() {}

  /** Returns true for the name of a folder with the pictures of a series that was removed. */
  public static boolean isRemovedSeries(String folder) {
    return folder.endsWith(REMOVED_SERIES) && folder.length() > REMOVED_SERIES.length();
  }

  /**
   * Returns the name of a series as this server spells it: in lower case, with {@code -} for each
   * run of characters that no name may have. Empty when nothing of it could be a name, and for one
   * with control characters, which no program gives.
   */
  public static Optional<SeriesName> series(String name) {
    if (name.chars().anyMatch(Character::isISOControl)) {
      return Optional.empty();
    }
    String spelled =
        name.strip()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9_-]+", "-")
            .replaceFirst("^[_-]+", "");
    return SeriesName.isValid(spelled) ? Optional.of(SeriesName.parse(spelled)) : Optional.empty();
  }

  /**
   * Returns the series whose pictures a folder of {@code output/} holds, however it is spelled;
   * empty for a removed series, and for a name of which no series can be made.
   */
  public static Optional<SeriesName> pictureFolder(String folder) {
    if (SeriesName.isValid(folder)) {
      return Optional.of(SeriesName.parse(folder));
    }
    return isRemovedSeries(folder) || PassedOverName.matches(folder)
        ? Optional.empty()
        : series(folder);
  }

  /**
   * Returns the name of a file of a picture as this server spells it; empty for a name that is made
   * neither of an address nor of a seed.
   *
   * @param extension that the file must have
   */
  public static Optional<String> file(String name, String extension) {
    Matcher parts = STEM_AND_EXTENSION.matcher(name.toLowerCase(Locale.ROOT));
    if (!parts.matches() || !parts.group(2).equals(extension)) {
      return Optional.empty();
    }
    String stem = parts.group(1);
    return isSeed(stem) || Address.parseStored(stem).isPresent()
        ? Optional.of(stem + "." + extension)
        : Optional.empty();
  }

  /** Returns true for a seed that is no address. */
  public static boolean isSeed(String stem) {
    return LONG_SEED.matcher(stem).matches();
  }
}
