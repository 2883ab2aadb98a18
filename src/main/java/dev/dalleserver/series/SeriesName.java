package dev.dalleserver.series;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a series: a lower-case word that is safe in a URL and as a folder name. */
public record SeriesName(@JsonValue String value) implements Comparable<SeriesName> {
  /** What a name looks like, for error messages. */
  public static final String FORM = "[a-z0-9][a-z0-9-]{0,63}";

  private static final Pattern PATTERN = Pattern.compile(FORM);

  /**
   * Taken as output folders by something else: {@code generations} holds the pictures of free
   * prompts.
   */
  private static final String RESERVED = "generations";

  @JsonCreator
  public SeriesName {
    if (!PATTERN.matcher(value).matches() || value.equals(RESERVED)) {
      throw new InvalidSeriesException("a series name is " + FORM, value);
    }
  }

  /**
   * Reads a name as it stands in paths and files.
   *
   * @throws InvalidSeriesException when {@code text} is not a series name
   */
  public static SeriesName parse(String text) {
    return new SeriesName(text);
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
   * By the text, as {@link #equals}. Both are written out because what the compiler makes for a
   * record links a dozen methods at the first call, which costs a start more than reading a series.
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
