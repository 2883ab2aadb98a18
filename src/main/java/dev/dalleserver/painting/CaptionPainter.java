package dev.dalleserver.painting;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Draws a caption's band below a picture. */
final class CaptionPainter {
  private CaptionPainter() {}

  /**
   * Fills the lowest part of a canvas with a caption.
   *
   * @param top where the band begins, in pixels from the upper edge
   */
  static void paint(BufferedImage canvas, int top, CaptionLayout layout, CaptionColors colors) {
    Graphics2D pen = pen(canvas);
    try {
      pen.setColor(new Color(colors.band()));
      pen.fillRect(0, top, canvas.getWidth(), layout.height());
      for (CaptionLayout.Line line : layout.lines()) {
        pen.setColor(new Color(line.faint() ? colors.faintInk() : colors.ink()));
        pen.fill(line.style().outline(line.text(), line.left(), top + line.baseline()));
      }
    } finally {
      pen.dispose();
    }
  }

  /** Creates graphics with smooth edges that do not move shapes to whole pixels. */
  static Graphics2D pen(BufferedImage canvas) {
    Graphics2D pen = canvas.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return pen;
  }
}
