package dev.dalleserver.dress;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.dalleserver.picture.Address;

/** The 64 hex digits that choose the attributes of an address. */
public record Seed(@JsonValue String value) {
  static final int LENGTH = 64;
  private static final int CHUNK = 6;

  /** How many digits further the next attribute reads. */
  private static final int STEP = 4;

  @JsonCreator
  public Seed {
    if (!value.matches("[0-9a-f]{" + LENGTH + "}")) {
      throw new IllegalArgumentException("a seed is " + LENGTH + " lower-case hex digits");
    }
  }

  /**
   * Creates the seed: the address followed by its reversal, without the leading 0x, cut to 64
   * digits.
   */
  public static Seed of(Address address) {
    String forward = address.value();
    String joined = forward + new StringBuilder(forward).reverse();
    return new Seed(joined.substring(2, 2 + LENGTH));
  }

  /** Returns the six hex digits that choose the attribute at a position, counted from 0. */
  String chunk(int position) {
    return value.substring(STEP * position, STEP * position + CHUNK);
  }

  /**
   * Mixes all digits into one number from 0 to 2^53 - 1, for what a picture needs beyond its words
   * (FNV-1a, then the finalizer of SplitMix64).
   */
  public long toNumber() {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < value.length(); i++) {
      hash = (hash ^ value.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return (hash ^ (hash >>> 31)) >>> 11;
  }

  @Override
  public String toString() {
    return value;
  }
}
