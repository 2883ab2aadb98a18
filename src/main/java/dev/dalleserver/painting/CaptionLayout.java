package dev.dalleserver.painting;

import java.util.ArrayList;
import java.util.List;

/**
 * The position of every line of a caption: title, terse sentence and provenance, centred below each
 * other. The sizes follow the picture's. A text too long for its share of the picture is first set
 * smaller, then without the provenance, then shortened.
 *
 * @param lines from top to bottom
 * @param height of the band in pixels
 */
record CaptionLayout(List<Line> lines, int height) {
  /**
   * @param left of the first letter, in pixels from the picture's left edge
   * @param baseline in pixels below the band's upper edge
   * @param faint drawn less visibly than the other lines
   */
  record Line(String text, TextStyle style, double left, int baseline, boolean faint) {}

  /** The band is never higher than this part of the picture ... */
  static final double MAX_SHARE = 0.4;

  /** ... but even a very flat picture gets this many pixels: room for one small line. */
  static final int MIN_ROOM = 20;

  private static final double SHRINK = 0.94;
  private static final double MIN_SCALE = 0.62;

  /** Bounds a shortened sentence, so that it still looks like a sentence. */
  private static final int MAX_TERSE_LINES = 8;

  CaptionLayout {
    lines = List.copyOf(lines);
  }

  /**
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   */
  static CaptionLayout of(CaptionText text, CaptionFonts lettering, int width, int height) {
    double room = Math.max(MAX_SHARE * height, MIN_ROOM);
    double scale = 1;
    while (scale >= MIN_SCALE) {
      CaptionStyles styles = new CaptionStyles(lettering, width, height, scale);
      CaptionLayout layout = stack(blocks(text, styles), styles, width);
      if (layout.height <= room) {
        return layout;
      }
      scale *= SHRINK;
    }
    CaptionStyles styles = new CaptionStyles(lettering, width, height, MIN_SCALE);
    return stack(shortened(text, styles, room), styles, width);
  }

  /**
   * Lines of one kind.
   *
   * @param gap from the baseline above to the top of the capitals, in pixels
   */
  private record Block(List<String> lines, TextStyle style, double gap, boolean faint) {
    double height() {
      return style.capHeight() + (lines.size() - 1) * style.lineHeight();
    }
  }

  private static List<Block> blocks(CaptionText text, CaptionStyles styles) {
    List<Block> blocks = new ArrayList<>();
    add(blocks, balanced(text.title(), styles.title(), styles), styles.title(), 0, false);
    add(
        blocks,
        balanced(text.terse(), styles.terse(), styles),
        styles.terse(),
        styles.terseGap(),
        false);
    // Part of an address is of no use: it stands on one line or is left out.
    TextStyle small = styles.provenance();
    if (small.width(text.provenance()) <= styles.measure()) {
      List<String> line = balanced(text.provenance(), small, styles);
      add(blocks, line, small, styles.provenanceGap(), true);
    }
    return blocks;
  }

  /**
   * Shortens title and sentence, the title first; drops a sentence of which hardly anything
   * remains.
   */
  private static List<Block> shortened(CaptionText text, CaptionStyles styles, double room) {
    double left = room - styles.top() - styles.bottom();
    List<Block> blocks = new ArrayList<>();
    boolean shared = linesIn(left / 2, styles.title()) >= 2;
    int titleLines = shared ? 2 : Math.max(1, linesIn(left, styles.title()));
    LineBreaker titles = new LineBreaker(styles.title(), styles.measure());
    add(blocks, titles.shortened(text.title(), titleLines), styles.title(), 0, false);
    if (!blocks.isEmpty()) {
      left -= blocks.get(0).height() + styles.terseGap();
    }
    LineBreaker terses = new LineBreaker(styles.terse(), styles.measure());
    int terseLines = Math.min(MAX_TERSE_LINES, linesIn(left, styles.terse()));
    List<String> terse = terses.shortened(text.terse(), terseLines);
    if (terseLines > 1 || String.join(" ", terse).equals(text.terse()) || blocks.isEmpty()) {
      add(blocks, terse, styles.terse(), styles.terseGap(), false);
    }
    return blocks;
  }

  private static int linesIn(double room, TextStyle style) {
    double more = room - style.capHeight() - 1;
    return more < 0 ? 0 : 1 + (int) (more / style.lineHeight());
  }

  private static List<String> balanced(String text, TextStyle style, CaptionStyles styles) {
    return new LineBreaker(style, styles.measure()).balanced(text);
  }

  private static void add(
      List<Block> blocks, List<String> lines, TextStyle style, double gap, boolean faint) {
    if (!lines.isEmpty()) {
      blocks.add(new Block(lines, style, blocks.isEmpty() ? 0 : gap, faint));
    }
  }

  private static CaptionLayout stack(List<Block> blocks, CaptionStyles styles, int width) {
    List<Line> lines = new ArrayList<>();
    double y = styles.top();
    for (Block block : blocks) {
      double baseline = y + block.gap + block.style.capHeight();
      for (String text : block.lines) {
        double left = (width - block.style.width(text)) / 2;
        // On whole pixels the feet of the letters are sharp.
        lines.add(new Line(text, block.style, left, (int) Math.round(baseline), block.faint));
        baseline += block.style.lineHeight();
      }
      y += block.gap + block.height();
    }
    return new CaptionLayout(lines, Math.max(1, (int) Math.floor(y + styles.bottom())));
  }
}
