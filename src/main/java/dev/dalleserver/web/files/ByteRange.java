package dev.dalleserver.web.files;

import java.util.Optional;

/**
 * A part of a file.
 *
 * @param from the offset of its first byte
 * @param length at least 1, and not beyond the end of the file
 */
record ByteRange(long from, long length) {
  private static final String UNIT = "bytes=";

  /**
   * The meaning of a header {@code Range} for a file: a part, the whole, or nothing within the
   * file.
   */
  record Meaning(Optional<ByteRange> part, boolean satisfiable) {
    private static final Meaning WHOLE = new Meaning(Optional.empty(), true);
    private static final Meaning UNSATISFIABLE = new Meaning(Optional.empty(), false);
  }

  /**
   * Parses the header. Several ranges, and a header that is not understood, mean the whole file
   * (RFC 9110, 14.2).
   */
  static Meaning parse(String header, long size) {
    String text = header.trim();
    int dash = text.indexOf('-');
    if (!text.regionMatches(true, 0, UNIT, 0, UNIT.length())
        || dash < 0
        || text.indexOf(',') >= 0) {
      return Meaning.WHOLE;
    }
    String first = text.substring(UNIT.length(), dash).trim();
    String last = text.substring(dash + 1).trim();
    if (!isNumber(first) || !isNumber(last) || (first.isEmpty() && last.isEmpty())) {
      return Meaning.WHOLE;
    }
    if (first.isEmpty()) {
      return part(Math.max(0, size - number(last)), size - 1, size);
    }
    long from = number(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
    return to < from ? Meaning.WHOLE : part(from, Math.min(to, size - 1), size);
  }

  private static Meaning part(long from, long to, long size) {
    return from >= size || to < from
        ? Meaning.UNSATISFIABLE
        : new Meaning(Optional.of(new ByteRange(from, to - from + 1)), true);
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Parses digits; more than a {@code long} has room for mean an offset beyond any file. */
  private static long number(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }
}
