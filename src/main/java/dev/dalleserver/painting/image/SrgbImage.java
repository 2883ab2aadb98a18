package dev.dalleserver.painting.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;

/**
 * Brings what decoders make to pixels of sRGB with eight bits a channel. Grey is taken as it is
 * stored: the JDK's own conversion takes it as linear light, and makes it paler.
 */
final class SrgbImage {

  private SrgbImage() {}

  /**
   * Converts a picture, or returns it when its pixels are of that kind already.
   *
   * @param profile the colours of the file; ignored when it does not fit its channels
   */
  static BufferedImage convert(BufferedImage raw, Optional<ICC_Profile> profile) {
    ColorModel model = raw.getColorModel();
    boolean indexed = model instanceof IndexColorModel;
    int colors = indexed ? 3 : model.getNumColorComponents();
    Optional<ICC_Profile> fitting = profile.filter(known -> fits(known, colors));
    boolean plain = !indexed && colors == 3 && raw.getSampleModel().getSampleSize(0) == 8;
    if (plain && fitting.isEmpty()) {
      return raw;
    }
    int type = model.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(raw.getWidth(), raw.getHeight(), type);
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    if (indexed) {
      copyIndexed(raw, pixels);
    } else {
      copySamples(raw.getRaster(), model, pixels, fitting);
      return image;
    }
    fitting.ifPresent(known -> applyToPixels(known, pixels, raw.getWidth()));
    return image;
  }

  /** Converts samples of cyan, magenta, yellow and black, 255 for no ink. */
  static BufferedImage ofInk(Raster ink, Optional<ICC_Profile> profile) {
    BufferedImage image =
        new BufferedImage(ink.getWidth(), ink.getHeight(), BufferedImage.TYPE_INT_RGB);
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int width = ink.getWidth();
    Optional<Strip> colors =
        profile.filter(known -> fits(known, 4)).map(p -> new Strip(p, 4, width));
    int[] row = new int[4 * width];
    for (int y = 0; y < ink.getHeight(); y++) {
      ink.getPixels(0, y, width, 1, row);
      if (colors.isPresent()) {
        for (int i = 0; i < row.length; i++) {
          row[i] = 255 - row[i];
        }
        colors.get().convert(row, pixels, y * width);
      } else {
        for (int x = 0; x < width; x++) {
          int black = row[4 * x + 3];
          pixels[y * width + x] =
              rgb(
                  divided(row[4 * x] * black),
                  divided(row[4 * x + 1] * black),
                  divided(row[4 * x + 2] * black));
        }
      }
    }
    return image;
  }

  /** Returns a transparent picture of the given size with another one on it. */
  static BufferedImage place(BufferedImage frame, int width, int height, int left, int top) {
    if (frame.getWidth() == width && frame.getHeight() == height && left == 0 && top == 0) {
      return frame;
    }
    BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    int[] pixels = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
    int visible = Math.min(frame.getWidth(), width - left);
    for (int y = 0; visible > 0 && y < Math.min(frame.getHeight(), height - top); y++) {
      frame.getRGB(0, y, visible, 1, pixels, (y + top) * width + left, width);
    }
    return canvas;
  }

  private static boolean fits(ICC_Profile profile, int colors) {
    int type = profile.getColorSpaceType();
    return switch (colors) {
      case 1 -> type == ColorSpace.TYPE_GRAY;
      case 3 -> type == ColorSpace.TYPE_RGB;
      case 4 -> type == ColorSpace.TYPE_CMYK;
      default -> false;
    };
  }

  private static void copyIndexed(BufferedImage raw, int[] pixels) {
    IndexColorModel model = (IndexColorModel) raw.getColorModel();
    int[] palette = new int[Math.max(256, model.getMapSize())];
    model.getRGBs(palette);
    int width = raw.getWidth();
    int[] row = new int[width];
    for (int y = 0; y < raw.getHeight(); y++) {
      raw.getRaster().getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        pixels[y * width + x] = palette[row[x]];
      }
    }
  }

  private static void copySamples(
      Raster raster, ColorModel model, int[] pixels, Optional<ICC_Profile> profile) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int colors = model.getNumColorComponents();
    int most = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    Optional<Strip> converted = profile.map(known -> new Strip(known, colors, width));
    int[] row = new int[bands * width];
    int[] color = new int[colors * width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < colors; c++) {
          color[colors * x + c] = toByte(row[bands * x + c], most);
        }
        int red = color[colors * x];
        int green = colors == 1 ? red : color[colors * x + 1];
        int blue = colors == 1 ? red : color[colors * x + 2];
        pixels[y * width + x] = rgb(red, green, blue);
      }
      int start = y * width;
      converted.ifPresent(strip -> strip.convert(color, pixels, start));
      for (int x = 0; model.hasAlpha() && x < width; x++) {
        int alpha = toByte(row[bands * x + bands - 1], most);
        pixels[start + x] = pixels[start + x] & 0xffffff | alpha << 24;
      }
    }
  }

  private static void applyToPixels(ICC_Profile profile, int[] pixels, int width) {
    Strip strip = new Strip(profile, 3, width);
    int[] color = new int[3 * width];
    for (int start = 0; start < pixels.length; start += width) {
      for (int x = 0; x < width; x++) {
        int pixel = pixels[start + x];
        color[3 * x] = pixel >> 16 & 0xff;
        color[3 * x + 1] = pixel >> 8 & 0xff;
        color[3 * x + 2] = pixel & 0xff;
      }
      strip.convert(color, pixels, start);
    }
  }

  private static int toByte(int sample, int most) {
    return most == 255 ? sample : (sample * 255 + most / 2) / most;
  }

  private static int divided(int product) {
    return (product + 127) / 255;
  }

  private static int rgb(int red, int green, int blue) {
    return 0xff000000 | red << 16 | green << 8 | blue;
  }

  /** Converts rows from a profile to sRGB, and keeps their alpha. */
  private static final class Strip {
    private final ColorConvertOp conversion;
    private final WritableRaster from;
    private final WritableRaster to;
    private final int[] converted;
    private boolean broken;

    Strip(ICC_Profile profile, int colors, int width) {
      ICC_Profile target = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
      this.conversion = new ColorConvertOp(new ICC_Profile[] {profile, target}, null);
      this.from = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, 1, colors, null);
      this.to = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, 1, 3, null);
      this.converted = new int[3 * width];
    }

    void convert(int[] color, int[] pixels, int start) {
      if (broken) {
        return;
      }
      from.setPixels(0, 0, from.getWidth(), 1, color);
      try {
        conversion.filter(from, to);
      } catch (CMMException | IllegalArgumentException unusable) {
        // A profile that cannot be applied is ignored.
        broken = true;
        return;
      }
      to.getPixels(0, 0, to.getWidth(), 1, converted);
      for (int x = 0; x < to.getWidth(); x++) {
        int rgb = rgb(converted[3 * x], converted[3 * x + 1], converted[3 * x + 2]);
        pixels[start + x] = rgb & 0xffffff | pixels[start + x] & 0xff000000;
      }
    }
  }
}
