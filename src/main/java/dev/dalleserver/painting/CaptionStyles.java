package dev.dalleserver.painting;

/**
 * Sizes and distances of a caption, all in proportion to the picture.
 *
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param scale of letters and the distances between them, 1 unless the text is long
 */
record CaptionStyles(CaptionFonts lettering, int width, int height, double scale) {
  private static final double TITLE = 0.047;
  private static final double TERSE = 0.0255;
  private static final double PROVENANCE = 0.0158;

  /** Below these sizes in pixels letters cannot be read. */
  private static final double MIN_TITLE = 8;

  private static final double MIN_TERSE = 7;
  private static final double MIN_PROVENANCE = 9;

  private static final double SIDE = 0.075;

  /** The longest comfortable line, in ems of the terse text: some 75 characters. */
  private static final double MAX_LINE = 37;

  TextStyle title() {
    return new TextStyle(lettering.display(), size(TITLE, MIN_TITLE), 0, 1.12);
  }

  TextStyle terse() {
    return new TextStyle(lettering.body(), size(TERSE, MIN_TERSE), 0, 1.42);
  }

  TextStyle provenance() {
    return new TextStyle(lettering.body(), size(PROVENANCE, MIN_PROVENANCE), 0.045, 1.42);
  }

  /** The length of the longest line allowed, in pixels. */
  double measure() {
    return Math.min(width * (1 - 2 * SIDE), Math.max(MAX_LINE * terse().size(), 0.66 * width));
  }

  double top() {
    return 0.06 * base();
  }

  double terseGap() {
    return 0.041 * scale * base();
  }

  double provenanceGap() {
    return 0.044 * scale * base();
  }

  /** The room below the last baseline; descenders reach into it. */
  double bottom() {
    return 0.056 * base();
  }

  private double size(double part, double least) {
    return Math.max(part * scale * base(), least);
  }

  /** The measure of all sizes; very broad pictures count as 3:2. */
  private double base() {
    return Math.min(width, 1.5 * height);
  }
}
