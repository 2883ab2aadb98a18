package dev.dalleserver.batches;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a generation is called: {@code gen_<millis>_<9 of 0-9a-z>}. It names a folder too, so no
 * other text ever becomes one.
 */
public record BatchId(String value) {
  private static final Pattern FORM = Pattern.compile("gen_[0-9]{1,19}_[0-9a-z]{9}");

  public BatchId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not the id of a generation");
    }
  }

  /** The id that {@code text} is, or empty when it cannot be one. */
  public static Optional<BatchId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new BatchId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
