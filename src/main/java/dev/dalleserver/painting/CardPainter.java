package dev.dalleserver.painting;

import dev.dalleserver.dress.Attribute;
import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.dress.Dress;
import dev.dalleserver.painting.canvas.Oklab;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws the card that stands in for a picture: a book bound in the dress's three colours, its words
 * on a paper plate. All measures are in pixels of the card.
 */
final class CardPainter {
  private static final int SIZE = 1024;
  private static final int SPINE = 112;
  private static final int RIBBON = 14;

  private static final int PLATE_LEFT = 229;
  private static final int PLATE_TOP = 148;
  private static final int PLATE_WIDTH = 692;
  private static final int PLATE_HEIGHT = 728;
  private static final double CENTER = PLATE_LEFT + PLATE_WIDTH / 2.0;
  private static final int FRAME_INSET = 20;
  private static final int WORDS_WIDTH = PLATE_WIDTH - 120;
  private static final int MAX_TITLE_LINES = 3;
  private static final int MAX_TERSE_LINES = 7;
  private static final int RULE_GAP = 44;
  private static final int RULE_WIDTH = 72;

  private static final int DISC = 38;
  private static final int DISC_STEP = 30;
  private static final int DISCS_TOP = PLATE_TOP + PLATE_HEIGHT - 104;

  private static final int PAPER = 0xf8f4eb;
  private static final int INK = 0x24211d;
  private static final int FAINT_INK = 0x9a9184;

  /** Cloth for a dress without colours. */
  private static final List<Integer> UNDYED = List.of(0xb9b2a5, 0x8d867a, 0x6a645b);

  private final CaptionFonts lettering;

  CardPainter(CaptionFonts lettering) {
    this.lettering = lettering;
  }

  /** Of the type {@link BufferedImage#TYPE_INT_RGB}. */
  BufferedImage paint(Dress dress) {
    List<Integer> colors = colors(dress);
    BufferedImage card = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = CaptionPainter.pen(card);
    try {
      drawCover(pen, colors);
      drawPlate(pen);
      drawWords(pen, dress);
      drawDiscs(pen, colors);
    } finally {
      pen.dispose();
    }
    return card;
  }

  /** Three colours, the first one the cloth; a missing one is derived from the one before it. */
  private static List<Integer> colors(Dress dress) {
    List<Integer> colors = new ArrayList<>();
    for (AttributeName name :
        List.of(AttributeName.COLOR_1, AttributeName.COLOR_2, AttributeName.COLOR_3)) {
      Attribute color = dress.attribute(name);
      String hex = color.column(1).replace("#", "");
      if (!color.hasNoRecord() && hex.matches("[0-9a-fA-F]{6}")) {
        colors.add(Integer.parseInt(hex, 16));
      }
    }
    if (colors.isEmpty()) {
      return UNDYED;
    }
    while (colors.size() < UNDYED.size()) {
      Oklab last = Oklab.of(colors.get(colors.size() - 1));
      colors.add(last.withLightness(0.8f * last.lightness()).rgb());
    }
    return colors;
  }

  private static void drawCover(Graphics2D pen, List<Integer> colors) {
    fill(pen, colors.get(0), 0, 0, SIZE, SIZE);
    fill(pen, colors.get(1), 0, 0, SPINE, SIZE);
    fill(pen, colors.get(2), SPINE, 0, RIBBON, SIZE);
  }

  private static void drawPlate(Graphics2D pen) {
    fill(pen, PAPER, PLATE_LEFT, PLATE_TOP, PLATE_WIDTH, PLATE_HEIGHT);
    frame(pen, FRAME_INSET, 3);
    frame(pen, FRAME_INSET + 8, 1);
  }

  private static void frame(Graphics2D pen, int inset, int thickness) {
    int left = PLATE_LEFT + inset;
    int top = PLATE_TOP + inset;
    int width = PLATE_WIDTH - 2 * inset;
    int height = PLATE_HEIGHT - 2 * inset;
    fill(pen, FAINT_INK, left, top, width, thickness);
    fill(pen, FAINT_INK, left, top + height - thickness, width, thickness);
    fill(pen, FAINT_INK, left, top, thickness, height);
    fill(pen, FAINT_INK, left + width - thickness, top, thickness, height);
  }

  private static void fill(
      Graphics2D pen, int rgb, double left, double top, double width, double height) {
    pen.setColor(new Color(rgb));
    pen.fill(new Rectangle2D.Double(left, top, width, height));
  }

  /** Title, rule and sentence, together in the middle between the frame and the discs. */
  private void drawWords(Graphics2D pen, Dress dress) {
    TextStyle title = new TextStyle(lettering.display(), 66, 0, 1.1);
    TextStyle terse = new TextStyle(lettering.body(), 27, 0, 1.5);
    List<String> titleLines = lines(dress.prompts().title(), title, MAX_TITLE_LINES);
    List<String> terseLines = lines(dress.prompts().terse(), terse, MAX_TERSE_LINES);
    double height = height(titleLines, title) + 2 * RULE_GAP + height(terseLines, terse);
    double top = (PLATE_TOP + FRAME_INSET + DISCS_TOP - height) / 2;
    double rule = top + height(titleLines, title) + RULE_GAP;
    drawLines(pen, titleLines, title, top);
    fill(pen, FAINT_INK, CENTER - RULE_WIDTH / 2.0, Math.round(rule), RULE_WIDTH, 2);
    drawLines(pen, terseLines, terse, rule + RULE_GAP);
  }

  private static List<String> lines(String text, TextStyle style, int most) {
    return new LineBreaker(style, WORDS_WIDTH)
        .shortened(CaptionText.clean(text, style.font()), most);
  }

  private static double height(List<String> lines, TextStyle style) {
    return lines.isEmpty() ? 0 : style.capHeight() + (lines.size() - 1) * style.lineHeight();
  }

  private static void drawLines(Graphics2D pen, List<String> lines, TextStyle style, double top) {
    pen.setColor(new Color(INK));
    double baseline = top + style.capHeight();
    for (String line : lines) {
      double left = CENTER - style.width(line) / 2;
      pen.fill(style.outline(line, left, Math.round(baseline)));
      baseline += style.lineHeight();
    }
  }

  /** The three colours side by side, each with a ring of paper so that equal ones stay apart. */
  private static void drawDiscs(Graphics2D pen, List<Integer> colors) {
    double left = CENTER - (DISC + 2 * DISC_STEP) / 2.0;
    for (int rgb : colors) {
      pen.setColor(new Color(PAPER));
      pen.fill(new Ellipse2D.Double(left - 3, DISCS_TOP - 3.0, DISC + 6, DISC + 6));
      pen.setColor(new Color(rgb));
      pen.fill(new Ellipse2D.Double(left, DISCS_TOP, DISC, DISC));
      left += DISC_STEP;
    }
  }
}
