package dev.dalleserver.painting;

import dev.dalleserver.painting.image.PngEncoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Sample pictures for tests. */
public final class Samples {
  private Samples() {}

  public static byte[] plain(int rgb, int width, int height) {
    int[] pixels = new int[width * height];
    Arrays.fill(pixels, rgb);
    return PngEncoder.encode(pixels, width, height);
  }

  public static byte[] noise(int width, int height) {
    return PngEncoder.encode(noisePixels(width, height), width, height);
  }

  public static int[] noisePixels(int width, int height) {
    return new SplittableRandom(7).ints((long) width * height, 0, 1 << 24).toArray();
  }

  public static BufferedImage read(byte[] bytes) {
    try {
      return ImageIO.read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public static int[] pixels(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(pixels).map(pixel -> pixel & 0xffffff).toArray();
  }
}
