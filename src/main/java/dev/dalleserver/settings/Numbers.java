package dev.dalleserver.settings;

import java.util.Optional;
import java.util.regex.Pattern;

/** Whole numbers in the form used by settings: plain decimal digits. */
final class Numbers {
  // Nine digits cannot overflow, and no setting needs more. Digits of other scripts are refused.
  private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,9}");

  private Numbers() {}

  /** Parses a number; empty when {@code text} is not one or lies outside the inclusive bounds. */
  static Optional<Integer> parse(String text, int min, int max) {
    String digits = text.strip();
    if (!DIGITS.matcher(digits).matches()) {
      return Optional.empty();
    }
    return Optional.of(Integer.valueOf(digits)).filter(n -> n >= min && n <= max);
  }
}
