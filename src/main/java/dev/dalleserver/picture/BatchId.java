package dev.dalleserver.picture;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of a batch: {@code gen_<millis>_<9 of 0-9a-z>}. It is the name of a folder too, so no
 * other text becomes an id.
 */
public record BatchId(String value) {
  private static final String PREFIX = "gen_";

  /**
   * The number of characters of {@link #of(long, String)} that tell batches of one moment apart.
   */
  public static final int RANDOM_LENGTH = 9;

  private static final Pattern PATTERN =
      Pattern.compile(PREFIX + "[0-9]{1,19}_[0-9a-z]{" + RANDOM_LENGTH + "}");

  public BatchId {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("not the id of a batch");
    }
  }

  /**
   * Makes an id.
   *
   * @param millis when the batch was asked for, as Unix time
   * @param random {@link #RANDOM_LENGTH} of {@code 0-9a-z}
   */
  public static BatchId of(long millis, String random) {
    return new BatchId(PREFIX + millis + "_" + random);
  }

  /** Parses an id; empty when {@code text} is none. */
  public static Optional<BatchId> parse(String text) {
    return PATTERN.matcher(text).matches() ? Optional.of(new BatchId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
