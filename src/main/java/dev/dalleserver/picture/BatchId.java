package dev.dalleserver.picture;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of a batch: {@code gen_<millis>_<9 of 0-9a-z>}. It is the name of a folder too, so no
 * other text becomes an id.
 */
public record BatchId(String value) {
  private static final Pattern PATTERN = Pattern.compile("gen_[0-9]{1,19}_[0-9a-z]{9}");

  public BatchId {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("not the id of a batch");
    }
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
