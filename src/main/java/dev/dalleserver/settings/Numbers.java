package dev.dalleserver.settings;

import java.util.Optional;
import java.util.regex.Pattern;

/** Whole numbers as settings write them: plain decimal digits. */
final class Numbers {
  // Nine digits cannot overflow, and are more than any setting takes; no other script's digits.
  private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,9}");

  private Numbers() {}

  /** The number, or empty when {@code text} is none or lies outside the bounds, both included. */
  static Optional<Integer> parse(String text, int least, int most) {
    String digits = text.strip();
    if (!DIGITS.matcher(digits).matches()) {
      return Optional.empty();
    }
    return Optional.of(Integer.valueOf(digits)).filter(n -> n >= least && n <= most);
  }
}
