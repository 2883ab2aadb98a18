package dev.dalleserver.openai;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A quick look for secrets in long texts, such as the base64 of a picture, in which patterns would
 * take seconds: it looks at some characters in every so many, of which no secret lies between two
 * looks. Nearly all texts without a secret are known to be so.
 */
final class SecretGrams {
  private static final int GRAM = 5;
  private static final int BITS = 16;

  /** Spreads the characters of a gram over all bits; a large odd number. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final Set<Long> grams = new HashSet<>();

  /** The first bits of the grams: most texts are told by these. */
  private final BitSet beginnings = new BitSet(1 << BITS);

  private final int step;

  /**
   * @param secrets in every encoding that is looked for
   */
  SecretGrams(List<String> secrets) {
    int shortest = secrets.stream().mapToInt(String::length).min().orElse(0);
    this.step = shortest - GRAM + 1;
    for (String secret : secrets) {
      for (int i = 0; i + GRAM <= secret.length(); i++) {
        long gram = gram(secret, i);
        grams.add(gram);
        beginnings.set(beginning(gram));
      }
    }
  }

  /** Returns false when the text holds no secret, whatever the case of its letters. */
  boolean mayBeIn(String text) {
    if (step < 1) {
      return true;
    }
    for (int i = 0; i + GRAM <= text.length(); i += step) {
      long gram = gram(text, i);
      if (beginnings.get(beginning(gram)) && grams.contains(gram)) {
        return true;
      }
    }
    return false;
  }

  private static int beginning(long gram) {
    return (int) (gram >>> (Long.SIZE - BITS));
  }

  private static long gram(String text, int start) {
    long hash = 0;
    for (int i = start; i < start + GRAM; i++) {
      hash = (hash + folded(text.charAt(i))) * SPREAD;
    }
    return hash;
  }

  /** Both alphabets of base64, and both cases of letters, are one. */
  private static char folded(char c) {
    return switch (c) {
      case '-' -> '+';
      case '_' -> '/';
      default -> c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    };
  }
}
