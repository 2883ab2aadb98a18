package dev.dalleserver.painting.image;

/** The filters of alpha in WebP: what is stored is the difference to a prediction. */
final class WebpAlpha {
  private static final int HORIZONTAL = 1;
  private static final int VERTICAL = 2;
  private static final int GRADIENT = 3;

  private WebpAlpha() {}

  /** Adds the predictions, in place. */
  static void unfilter(byte[] alpha, int width, int filter) {
    for (int i = 0; filter != 0 && i < alpha.length; i++) {
      alpha[i] += (byte) prediction(alpha, i, width, filter);
    }
  }

  private static int prediction(byte[] alpha, int i, int width, int filter) {
    boolean first = i < width;
    boolean start = i % width == 0;
    if (first) {
      return start ? 0 : alpha[i - 1];
    }
    int above = alpha[i - width] & 0xff;
    if (start || filter == VERTICAL) {
      return above;
    }
    int before = alpha[i - 1] & 0xff;
    if (filter == HORIZONTAL) {
      return before;
    }
    assert filter == GRADIENT;
    int corner = alpha[i - width - 1] & 0xff;
    return Math.max(0, Math.min(255, before + above - corner));
  }
}
