package dev.dalleserver.painting.image;

/**
 * Turns rows of pixels into differences that compress well: of the filters of the PNG standard the
 * one whose differences have the smallest sum, the standard's own rule of thumb. The sum is taken
 * over every fifth byte, which chooses nearly always the same filter.
 *
 * @see <a href="https://www.w3.org/TR/png-3/#9Filter-types">Filter types</a>
 */
final class PngRowFilter {
  /** Distance to the same channel of the pixel on the left. */
  private static final int LEFT = 3;

  /** No multiple of three, so that all channels are looked at. */
  private static final int SAMPLED = 5;

  private static final int NONE = 0;
  private static final int SUB = 1;
  private static final int UP = 2;
  private static final int AVERAGE = 3;
  private static final int PAETH = 4;
  private static final int KINDS = 5;

  private final byte[] filtered;
  private byte[] above;

  /**
   * @param above the row above the first one; all zero for the first of a picture
   */
  PngRowFilter(byte[] above) {
    this.above = above;
    this.filtered = new byte[above.length + 1];
  }

  /**
   * Returns the filter's number followed by the filtered row, valid until the next call. Keeps
   * {@code row} for that call.
   */
  byte[] filter(byte[] row) {
    int kind = best(row);
    filtered[0] = (byte) kind;
    int leftmost = Math.min(LEFT, row.length);
    for (int i = 0; i < leftmost; i++) {
      filtered[i + 1] = (byte) (row[i] - predictedAtLeft(kind, above[i] & 0xff));
    }
    filterRest(kind, row);
    above = row;
    return filtered;
  }

  /** Left of the first pixel all is zero. */
  private static int predictedAtLeft(int kind, int up) {
    return switch (kind) {
      case UP, PAETH -> up;
      case AVERAGE -> up / 2;
      default -> 0;
    };
  }

  /** A loop for each filter: the compiler makes vector instructions of the simple ones. */
  private void filterRest(int kind, byte[] row) {
    switch (kind) {
      case NONE -> System.arraycopy(row, 0, filtered, 1, row.length);
      case SUB -> {
        for (int i = LEFT; i < row.length; i++) {
          filtered[i + 1] = (byte) (row[i] - row[i - LEFT]);
        }
      }
      case UP -> {
        for (int i = LEFT; i < row.length; i++) {
          filtered[i + 1] = (byte) (row[i] - above[i]);
        }
      }
      case AVERAGE -> {
        for (int i = LEFT; i < row.length; i++) {
          filtered[i + 1] = (byte) (row[i] - ((row[i - LEFT] & 0xff) + (above[i] & 0xff)) / 2);
        }
      }
      default -> {
        for (int i = LEFT; i < row.length; i++) {
          filtered[i + 1] =
              (byte)
                  (row[i] - paeth(row[i - LEFT] & 0xff, above[i] & 0xff, above[i - LEFT] & 0xff));
        }
      }
    }
  }

  private int best(byte[] row) {
    int none = 0;
    int sub = 0;
    int up = 0;
    int average = 0;
    int paeth = 0;
    for (int i = LEFT; i < row.length; i += SAMPLED) {
      int left = row[i - LEFT] & 0xff;
      int over = above[i] & 0xff;
      int corner = above[i - LEFT] & 0xff;
      none += Math.abs(row[i]);
      sub += Math.abs((byte) (row[i] - left));
      up += Math.abs((byte) (row[i] - over));
      average += Math.abs((byte) (row[i] - (left + over) / 2));
      paeth += Math.abs((byte) (row[i] - paeth(left, over, corner)));
    }
    return smallest(none, sub, up, average, paeth);
  }

  private static int smallest(int... sums) {
    int best = NONE;
    for (int kind = SUB; kind < KINDS; kind++) {
      if (sums[kind] < sums[best]) {
        best = kind;
      }
    }
    return best;
  }

  /** Returns the neighbour that is nearest to left + up - corner; ties go to the left. */
  private static int paeth(int left, int up, int corner) {
    int toLeft = Math.abs(up - corner);
    int toUp = Math.abs(left - corner);
    int toCorner = Math.abs(left + up - 2 * corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }
}
