package dev.dalleserver.collections;

import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The id of a collection: {@code col_<millis>_<9 of 0-9a-z>}. It is the name of files too, so no
 * other text becomes an id.
 */
public record CollectionId(String value) implements Comparable<CollectionId> {
  private static final int RANDOM_LENGTH = 9;
  private static final Pattern PATTERN =
      Pattern.compile("col_[0-9]{1,19}_[0-9a-z]{" + RANDOM_LENGTH + "}");

  public CollectionId {
    if (!PATTERN.matcher(value).matches()) {
      throw new IllegalArgumentException("not the id of a collection");
    }
  }

  /** Makes an id that sorts by time and that no client guesses. */
  static CollectionId create(Clock clock, RandomGenerator random) {
    StringBuilder id = new StringBuilder("col_").append(clock.millis()).append('_');
    for (int i = 0; i < RANDOM_LENGTH; i++) {
      id.append(Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
    }
    return new CollectionId(id.toString());
  }

  /** Parses an id; empty when {@code text} is none. */
  public static Optional<CollectionId> parse(String text) {
    return PATTERN.matcher(text).matches() ? Optional.of(new CollectionId(text)) : Optional.empty();
  }

  @Override
  public int compareTo(CollectionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
