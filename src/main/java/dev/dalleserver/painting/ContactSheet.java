package dev.dalleserver.painting;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.image.PngEncoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;

/** An image of many pictures side by side, reduced in size, for people who compare them. */
public final class ContactSheet {
  private static final int MARGIN = 8;
  private static final int GROUND = 0x202020;

  private ContactSheet() {}

  /**
   * Draws a sheet and returns it as PNG.
   *
   * @param pngs the pictures, row by row
   * @param columns how many stand in a row
   * @param cell width and height of a picture on the sheet, in pixels
   * @throws IOException when a picture cannot be decoded
   */
  public static byte[] of(List<byte[]> pngs, int columns, int cell) throws IOException {
    int rows = (pngs.size() + columns - 1) / columns;
    int step = cell + MARGIN;
    Canvas sheet = new Canvas(columns * step + MARGIN, rows * step + MARGIN).clear(GROUND);
    for (int i = 0; i < pngs.size(); i++) {
      int left = MARGIN + i % columns * step;
      int top = MARGIN + i / columns * step;
      place(sheet, ImageIO.read(new ByteArrayInputStream(pngs.get(i))), left, top, cell);
    }
    return PngEncoder.encode(sheet.pixels(), sheet.width(), sheet.height());
  }

  /** Shrinks a picture into its cell, in the middle of it. */
  private static void place(Canvas sheet, BufferedImage image, int left, int top, int cell) {
    float scale = (float) Math.max(image.getWidth(), image.getHeight()) / cell;
    int width = (int) (image.getWidth() / scale);
    int height = (int) (image.getHeight() / scale);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (top + y + (cell - height) / 2) * sheet.width() + left + x + (cell - width) / 2;
        sheet.pixels()[at] = average(image, x, y, scale);
      }
    }
  }

  /** Returns the mean of the pixels that fall onto one pixel of the sheet. */
  private static int average(BufferedImage image, int x, int y, float scale) {
    int toX = Math.max((int) (x * scale) + 1, (int) ((x + 1) * scale));
    int toY = Math.max((int) (y * scale) + 1, (int) ((y + 1) * scale));
    long red = 0;
    long green = 0;
    long blue = 0;
    int count = 0;
    for (int py = (int) (y * scale); py < Math.min(toY, image.getHeight()); py++) {
      for (int px = (int) (x * scale); px < Math.min(toX, image.getWidth()); px++) {
        int rgb = image.getRGB(px, py);
        red += rgb >> 16 & 0xff;
        green += rgb >> 8 & 0xff;
        blue += rgb & 0xff;
        count++;
      }
    }
    return (int) (red / count) << 16 | (int) (green / count) << 8 | (int) (blue / count);
  }
}
