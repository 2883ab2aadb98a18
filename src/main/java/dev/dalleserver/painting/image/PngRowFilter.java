package dev.dalleserver.painting.image;

/**
 * Turns rows of pixels into differences that compress well: of the filters of the PNG standard the
 * one whose differences have the smallest sum, the standard's own rule of thumb.
 */
final class PngRowFilter {
  /** Distance to the same channel of the pixel on the left. */
  private static final int LEFT = 3;

  private static final int KINDS = 5;

  private final byte[][] candidates;
  private byte[] above;

  PngRowFilter(int rowBytes) {
    candidates = new byte[KINDS][rowBytes + 1];
    for (byte kind = 0; kind < KINDS; kind++) {
      candidates[kind][0] = kind;
    }
    above = new byte[rowBytes];
  }

  /**
   * Returns the filter's number followed by the filtered row, valid until the next call. Keeps
   * {@code row} for that call.
   */
  byte[] filter(byte[] row) {
    System.arraycopy(row, 0, candidates[0], 1, row.length);
    long[] sums = new long[KINDS];
    for (int i = 0; i < row.length; i++) {
      int left = i < LEFT ? 0 : row[i - LEFT] & 0xff;
      int up = above[i] & 0xff;
      int corner = i < LEFT ? 0 : above[i - LEFT] & 0xff;
      sums[0] += Math.abs(row[i]);
      sums[1] += put(1, i, row[i] - left);
      sums[2] += put(2, i, row[i] - up);
      sums[3] += put(3, i, row[i] - (left + up) / 2);
      sums[4] += put(4, i, row[i] - paeth(left, up, corner));
    }
    above = row;
    return candidates[smallest(sums)];
  }

  private int put(int kind, int index, int difference) {
    byte value = (byte) difference;
    candidates[kind][index + 1] = value;
    return Math.abs(value);
  }

  private static int smallest(long[] sums) {
    int best = 0;
    for (int kind = 1; kind < KINDS; kind++) {
      if (sums[kind] < sums[best]) {
        best = kind;
      }
    }
    return best;
  }

  /** Returns the neighbour that is nearest to left + up - corner; ties go to the left. */
  private static int paeth(int left, int up, int corner) {
    int guess = left + up - corner;
    int toLeft = Math.abs(guess - left);
    int toUp = Math.abs(guess - up);
    int toCorner = Math.abs(guess - corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }
}
