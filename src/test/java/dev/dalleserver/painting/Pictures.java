package dev.dalleserver.painting;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.painting.image.BoundedDecoder;
import dev.dalleserver.painting.image.PictureDecoder;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.ProgressListener;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Small pictures for tests, and what can be read from them. */
public final class Pictures {
  static final ImageSize SQUARE = new ImageSize(1024, 1024);

  private static final int SIDE = 128;

  private Pictures() {}

  static PaintRequest request(long seed, Map<AttributeName, String> words, int side) {
    return new PaintRequest(
        "a picture",
        Optional.of(Words.dress(seed, words).words()),
        seed,
        Optional.of(new ImageSize(side, side)),
        PaintRequest.Tuning.DEFAULT,
        new ReceivedName("a-test"));
  }

  static PaintRequest free(String prompt, long seed, PaintRequest.Tuning tuning) {
    return new PaintRequest(
        prompt,
        Optional.empty(),
        seed,
        Optional.of(new ImageSize(SIDE, SIDE)),
        tuning,
        new ReceivedName("a-test"));
  }

  static PaintedImage paint(PaintRequest request) throws CancelledException {
    return new OfflinePainter(Words.vocabulary(), RenderPermits.ofThisMachine())
        .paint(request, ProgressListener.NONE, Cancellation.none());
  }

  static BufferedImage picture(long seed, Map<AttributeName, String> words) {
    try {
      return read(paint(request(seed, words, SIDE)).png());
    } catch (CancelledException e) {
      throw new AssertionError(e);
    }
  }

  /** Decoded as captions and thumbnails do. */
  public static BufferedImage decoded(byte[] png) throws JobException {
    BoundedDecoder decoder = new BoundedDecoder(MemoryBudget.ofThisHeap());
    try (BoundedDecoder.Decoded picture = PictureDecoder.read(decoder, png)) {
      return PictureDecoder.rgb(picture.image());
    }
  }

  static BufferedImage read(byte[] png) {
    try {
      return ImageIO.read(new ByteArrayInputStream(png));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Mean lightness, 0 to 255. */
  static double lightness(BufferedImage image) {
    return lightness(image, 0, 0, image.getWidth(), image.getHeight());
  }

  private static double lightness(BufferedImage image, int left, int top, int right, int bottom) {
    double sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int rgb = image.getRGB(x, y);
        sum += 0.3 * (rgb >> 16 & 255) + 0.59 * (rgb >> 8 & 255) + 0.11 * (rgb & 255);
      }
    }
    return sum / ((right - left) * (bottom - top));
  }

  /**
   * A hash of structure: 256 bits, each telling whether one square is lighter than its neighbour on
   * the right. Equal pictures differ in 0 bits, unrelated ones in about half of them.
   */
  static boolean[] structure(BufferedImage image) {
    int grid = 16;
    float cellX = image.getWidth() / (grid + 1f);
    float cellY = image.getHeight() / (float) grid;
    double[][] cells = new double[grid][grid + 1];
    for (int row = 0; row < grid; row++) {
      for (int column = 0; column <= grid; column++) {
        int left = (int) (column * cellX);
        int top = (int) (row * cellY);
        cells[row][column] =
            lightness(image, left, top, (int) ((column + 1) * cellX), (int) ((row + 1) * cellY));
      }
    }
    boolean[] bits = new boolean[grid * grid];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = cells[i / grid][i % grid] > cells[i / grid][i % grid + 1];
    }
    return bits;
  }

  static int distance(boolean[] one, boolean[] other) {
    int count = 0;
    for (int i = 0; i < one.length; i++) {
      count += one[i] == other[i] ? 0 : 1;
    }
    return count;
  }
}
