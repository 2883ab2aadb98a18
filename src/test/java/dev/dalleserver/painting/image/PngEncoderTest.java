package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PngEncoderTest {
  @Property(tries = 60)
  void any_picture_comes_back_pixel_for_pixel(
      @ForAll @IntRange(min = 1, max = 90) int width,
      @ForAll @IntRange(min = 1, max = 90) int height,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 256) int tones)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int[] pixels = random.ints((long) width * height, 0, 1 << 24).toArray();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (pixels[i] % tones) * 0x10101 | (i << 3 & 0xff00);
    }

    BufferedImage read = read(PngEncoder.encode(pixels, width, height));

    int[] back = read.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < back.length; i++) {
      assertThat(back[i] & 0xffffff).isEqualTo(pixels[i]);
    }
  }

  @Test
  void a_picture_larger_than_one_chunk_is_readable() throws IOException {
    int[] noise = new SplittableRandom(1).ints(300 * 300, 0, 1 << 24).toArray();

    BufferedImage read = read(PngEncoder.encode(noise, 300, 300));

    assertThat(read.getRGB(299, 299) & 0xffffff).isEqualTo(noise[noise.length - 1]);
  }

  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }
}
