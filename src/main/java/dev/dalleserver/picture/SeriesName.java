package dev.dalleserver.picture;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a series: a lower-case word that is safe in a URL and as a folder name. */
public record SeriesName(@JsonValue String value) implements Comparable<SeriesName> {
  /** The form of a name, for error messages. */
  public static final String FORM = "[a-z0-9][a-z0-9_-]{0,63}";

  private static final Pattern PATTERN = Pattern.compile(FORM);

  /**
   * Creates a name.
   *
   * @param value in any mixture of cases; kept in lower case
   */
  @JsonCreator
  public SeriesName {
    String given = value;
    value = value.toLowerCase(Locale.ROOT);
    if (!isValid(value)) {
      throw new InvalidSeriesException("a series name is " + FORM, given);
    }
  }

  /**
   * Parses a name in the form that paths and files use.
   *
   * @throws InvalidSeriesException when {@code text} is not a series name
   */
  public static SeriesName parse(String text) {
    return new SeriesName(text);
  }

  /** Returns true when a series may have this name; false for one that is not in lower case. */
  public static boolean isValid(String text) {
    return PATTERN.matcher(text).matches() && !text.equals(ArtifactId.BATCHES);
  }

  @Override
  public int compareTo(SeriesName other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SeriesName name && value.equals(name.value);
  }

  /**
   * Hashes the text, consistent with {@link #equals}. Both are written by hand because the methods
   * that the compiler generates for a record link a dozen methods at their first call, which costs
   * a start more than reading a series.
   */
  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
