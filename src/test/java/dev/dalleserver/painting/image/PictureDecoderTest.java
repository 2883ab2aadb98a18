package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.painting.Pictures;
import dev.dalleserver.painting.Samples;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PictureDecoderTest {
  private static final byte[] PICTURE = Samples.noise(40, 30);

  @Test
  void pixels_come_out_as_they_went_in() throws JobException {
    BufferedImage picture = Pictures.decoded(PICTURE);

    assertThat(Samples.pixels(picture)).isEqualTo(Samples.noisePixels(40, 30));
  }

  @Test
  void what_is_transparent_shows_white() throws Exception {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(1, 0, 0xff204060);

    BufferedImage picture = Pictures.decoded(written(image));

    assertThat(Samples.pixels(picture)).containsExactly(0xffffff, 0x204060);
  }

  @Test
  void grey_and_palette_pictures_keep_their_colors() throws Exception {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_BYTE_INDEXED}) {
      BufferedImage image = new BufferedImage(2, 1, type);
      image.getRaster().setSample(1, 0, 0, 0x40);
      int[] expected = {image.getRGB(0, 0) & 0xffffff, image.getRGB(1, 0) & 0xffffff};
      if (type == BufferedImage.TYPE_BYTE_GRAY) {
        expected[1] = 0x404040;
      }

      BufferedImage picture = Pictures.decoded(written(image));

      assertThat(Samples.pixels(picture)).containsExactly(expected);
    }
  }

  @Test
  void no_file_of_another_kind_is_taken() {
    assertRefused(new byte[0], "not a PNG");
    assertRefused("<html>".getBytes(StandardCharsets.UTF_8), "not a PNG");
  }

  @Test
  void a_picture_that_ends_early_is_refused() {
    for (int length = 8; length < PICTURE.length; length += 101) {
      assertRefused(Arrays.copyOf(PICTURE, length), "ends early");
    }
  }

  @Test
  void too_large_a_picture_is_refused_before_memory_is_taken_for_it() {
    assertRefused(claiming(12_000, 12_000), "too large: 12000x12000");
    assertRefused(claiming(Integer.MAX_VALUE, Integer.MAX_VALUE), "too large");
    assertRefused(claiming(0, 10), "without pixels");
    assertRefused(claiming(10, -1), "without pixels");
  }

  @Test
  void pixels_that_are_missing_though_all_checksums_are_right_are_noticed() {
    assertRefused(claiming(40, 31), "damaged");
  }

  @Property(tries = 300)
  void a_damaged_picture_is_refused_whatever_is_wrong_with_it(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels =
        random
            .ints(400, 0, 256)
            .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::write, (a, b) -> {})
            .toByteArray();
    byte[] bytes = random.nextBoolean() ? deflated(pixels) : pixels;

    assertRefused(png(10, 14, bytes), "damaged");
  }

  private static void assertRefused(byte[] png, String message) {
    assertThatExceptionOfType(JobException.class)
        .isThrownBy(() -> Pictures.decoded(png))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.code()).isEqualTo(FailureCode.INTERNAL_SERVER_ERROR));
  }

  private static byte[] written(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** The pixels of 40 by 30 under a header that claims another size. */
  private static byte[] claiming(int width, int height) {
    byte[] raw = new byte[30 * (1 + 3 * 40)];
    return png(width, height, deflated(raw));
  }

  private static byte[] png(int width, int height, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(PICTURE, 0, 8);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put(new byte[] {8, 2, 0, 0, 0});
    out.writeBytes(PngEncoder.chunk("IHDR", header));
    out.writeBytes(PngEncoder.chunk("IDAT", ByteBuffer.wrap(data).position(data.length)));
    out.writeBytes(PngEncoder.chunk("IEND", ByteBuffer.allocate(0)));
    return out.toByteArray();
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] buffer = new byte[bytes.length + 100];
    int length = deflater.deflate(buffer);
    deflater.end();
    return Arrays.copyOf(buffer, length);
  }
}
