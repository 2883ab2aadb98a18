package dev.dalleserver.painting;

import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.painting.image.AreaScaler;
import dev.dalleserver.painting.image.PictureDecoder;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the colour that people remember a picture by. The picture is made small, pixels are counted
 * in 32,768 boxes of RGB, the boxes' mean colours gathered in a coarse grid of OKLab, and the
 * heaviest cell's centre moved to where the weight around it lies (mean shift). The same pixels
 * give the same colour.
 */
final class DominantColor {
  private static final int BOXES = 1 << 15;
  private static final double LIGHTNESS_CELL = 0.1;
  private static final double HUE_CELL = 0.05;

  /**
   * How far apart in OKLab two colours may be and still count as the same: first generously, to
   * find the middle of a shade, then narrowly, so that a flat ground comes out as it is.
   */
  private static final double[] SAME = {0.09, 0.09, 0.07, 0.05, 0.03, 0.03};

  /** Of two equally common colours people remember the stronger one. */
  private static final double CHROMA_BONUS = 3;

  private record Sample(Oklab color, double weight) {}

  /** The width in pixels at which dots and grain have merged into colours. */
  private static final int SEEN_FROM_AFAR = 160;

  private DominantColor() {}

  /**
   * Finds the colour of the upper part of a picture as seen from afar.
   *
   * @param picture of the type {@link BufferedImage#TYPE_INT_RGB}
   * @param rows how many rows to use, from the top
   * @return {@code 0xRRGGBB}
   */
  static int of(BufferedImage picture, int rows) {
    int width = Math.min(SEEN_FROM_AFAR, picture.getWidth());
    int height = Math.max(1, rows * width / picture.getWidth());
    BufferedImage small = AreaScaler.scale(picture, 0, rows, width, height);
    return of(PictureDecoder.pixels(small));
  }

  /**
   * @param pixels {@code 0xRRGGBB}, at least one; the upper eight bits are ignored
   */
  static int of(int[] pixels) {
    List<Sample> samples = samples(pixels);
    Oklab center = heaviestCell(samples);
    for (double distance : SAME) {
      center = meanAround(center, distance, samples);
    }
    return center.rgb();
  }

  private static List<Sample> samples(int[] pixels) {
    long[][] boxes = new long[4][BOXES];
    for (int pixel : pixels) {
      int box = pixel >> 9 & 0x7c00 | pixel >> 6 & 0x3e0 | pixel >> 3 & 0x1f;
      boxes[0][box]++;
      boxes[1][box] += pixel >> 16 & 0xff;
      boxes[2][box] += pixel >> 8 & 0xff;
      boxes[3][box] += pixel & 0xff;
    }
    List<Sample> samples = new ArrayList<>();
    for (int box = 0; box < BOXES; box++) {
      long count = boxes[0][box];
      if (count > 0) {
        long red = (boxes[1][box] + count / 2) / count;
        long green = (boxes[2][box] + count / 2) / count;
        long blue = (boxes[3][box] + count / 2) / count;
        Oklab color = Oklab.of((int) (red << 16 | green << 8 | blue));
        samples.add(new Sample(color, count * (1 + CHROMA_BONUS * color.chroma())));
      }
    }
    return samples;
  }

  private static Oklab heaviestCell(List<Sample> samples) {
    Map<Integer, Double> cells = new HashMap<>();
    int heaviest = 0;
    for (Sample sample : samples) {
      double weight = cells.merge(cell(sample.color), sample.weight, Double::sum);
      if (weight > cells.getOrDefault(heaviest, 0.0)) {
        heaviest = cell(sample.color);
      }
    }
    int cell = heaviest;
    return mean(samples.stream().filter(sample -> cell(sample.color) == cell).toList());
  }

  private static int cell(Oklab color) {
    int lightness = (int) Math.round(color.lightness() / LIGHTNESS_CELL);
    int a = (int) Math.round(color.a() / HUE_CELL) + 16;
    int b = (int) Math.round(color.b() / HUE_CELL) + 16;
    return lightness << 10 | a << 5 | b;
  }

  private static Oklab meanAround(Oklab center, double distance, List<Sample> samples) {
    List<Sample> near =
        samples.stream().filter(sample -> sample.color.distance(center) < distance).toList();
    return near.isEmpty() ? center : mean(near);
  }

  private static Oklab mean(List<Sample> samples) {
    double lightness = 0;
    double a = 0;
    double b = 0;
    double weight = 0;
    for (Sample sample : samples) {
      lightness += sample.weight * sample.color.lightness();
      a += sample.weight * sample.color.a();
      b += sample.weight * sample.color.b();
      weight += sample.weight;
    }
    return new Oklab((float) (lightness / weight), (float) (a / weight), (float) (b / weight));
  }
}
