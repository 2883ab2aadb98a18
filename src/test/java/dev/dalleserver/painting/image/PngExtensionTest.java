package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PngExtensionTest {
  @Property(tries = 60)
  void a_picture_with_rows_below_it_comes_back_pixel_for_pixel(
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @IntRange(min = 1, max = 300) int rows,
      @ForAll @IntRange(min = 1, max = 90) int below,
      @ForAll long seed)
      throws Exception {
    int[] pixels = pixels(width, rows + below, seed);

    byte[] extended = extended(pixels, width, rows, rows + below);

    assertThat(read(extended)).isEqualTo(pixels);
    assertThat(rowBytes(extended)).isEqualTo((rows + below) * (3 * width + 1));
  }

  @Test
  void the_rows_that_are_compressed_already_stay_as_they_are() throws Exception {
    int[] pixels = pixels(200, 300, 1);
    byte[] png = PngEncoder.encode(Arrays.copyOf(pixels, 200 * 200), 200, 200);
    byte[] before = imageData(png);

    byte[] after = imageData(PngExtension.extend(png, 200, pixels, 200, 300).orElseThrow());

    int kept = before.length - PngImageData.REPLACED_BYTES;
    assertThat(Arrays.copyOf(after, kept)).isEqualTo(Arrays.copyOf(before, kept));
    assertThat(after.length).isGreaterThan(kept);
  }

  @Test
  void rows_can_be_added_twice() throws Exception {
    int[] pixels = pixels(50, 90, 2);
    byte[] once = extended(pixels, 50, 30, 60);

    byte[] twice = PngExtension.extend(once, 60, pixels, 50, 90).orElseThrow();

    assertThat(read(twice)).isEqualTo(pixels);
    assertThat(rowBytes(twice)).isEqualTo(90 * 151);
  }

  @Test
  void files_that_others_have_written_are_left_to_the_encoder() throws Exception {
    int[] pixels = pixels(40, 50, 3);
    BufferedImage upper = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    upper.setRGB(0, 0, 40, 30, pixels, 0, 40);
    ByteArrayOutputStream foreign = new ByteArrayOutputStream();
    ImageIO.write(upper, "png", foreign);

    assertThat(PngExtension.extend(foreign.toByteArray(), 30, pixels, 40, 50)).isEmpty();
  }

  @Test
  void a_file_with_other_chunks_is_left_to_the_encoder_since_its_colours_may_be_others()
      throws Exception {
    int[] pixels = pixels(40, 50, 4);
    byte[] png = PngEncoder.encode(Arrays.copyOf(pixels, 40 * 30), 40, 30);

    byte[] withText = PngText.insert(png, Map.of("Title", "a fox"));

    assertThat(PngExtension.extend(withText, 30, pixels, 40, 50)).isEmpty();
  }

  @Test
  void a_file_of_another_size_is_left_to_the_encoder() {
    int[] pixels = pixels(40, 50, 5);
    byte[] png = PngEncoder.encode(Arrays.copyOf(pixels, 40 * 30), 40, 30);

    assertThat(PngExtension.extend(png, 29, pixels, 40, 50)).isEmpty();
    assertThat(PngExtension.extend(Arrays.copyOf(png, 60), 30, pixels, 40, 50)).isEmpty();
  }

  private static byte[] extended(int[] pixels, int width, int rows, int height) {
    byte[] png = PngEncoder.encode(Arrays.copyOf(pixels, width * rows), width, rows);
    return PngExtension.extend(png, rows, pixels, width, height).orElseThrow();
  }

  private static int[] pixels(int width, int height, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int tones = random.nextInt(1, 256);
    return random
        .ints((long) width * height, 0, 1 << 24)
        .map(value -> value % tones * 0x10101)
        .toArray();
  }

  private static int[] read(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int width = image.getWidth();
    int[] argb = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    return Arrays.stream(argb).map(pixel -> pixel & 0xffffff).toArray();
  }

  private static byte[] imageData(byte[] png) throws DamagedPngException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (PngChunk chunk : PngChunk.readAll(png)) {
      if (chunk.type().equals("IDAT")) {
        byte[] bytes = new byte[chunk.data().limit()];
        ByteBuffer.wrap(bytes).put(chunk.data().duplicate());
        data.writeBytes(bytes);
      }
    }
    return data.toByteArray();
  }

  /** Readers of pictures do not look at the checksum; the JDK's inflater does. */
  private static int rowBytes(byte[] png) throws DamagedPngException, DataFormatException {
    Inflater inflater = new Inflater();
    inflater.setInput(imageData(png));
    byte[] rows = new byte[1 << 16];
    int count = 0;
    while (!inflater.finished()) {
      count += inflater.inflate(rows);
      assertThat(inflater.needsInput() && !inflater.finished()).as("it ends early").isFalse();
    }
    assertThat(inflater.getRemaining()).isZero();
    inflater.end();
    return count;
  }
}
