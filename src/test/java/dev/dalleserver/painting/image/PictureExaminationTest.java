package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.PictureCondition;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which stored files count as pictures. */
class PictureExaminationTest {
  private final PictureExamination examination =
      new PictureExamination(new BoundedDecoder(MemoryBudget.ofThisHeap()));

  private PictureCondition examine(byte[] bytes) throws Exception {
    return examination.examine(EncodedPicture.of(bytes));
  }

  /** Every type of pixels that the JDK's writer has a PNG form for. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_BYTE_BINARY
      })
  void every_form_of_a_png_is_whole_in_one_pass_without_decoding_it(int type) throws Exception {
    for (boolean interlaced : new boolean[] {false, true}) {
      byte[] png = png(noise(type, 37, 23), interlaced);
      assertThat(PngScan.isWhole(EncodedPicture.of(png).open())).isTrue();
      assertThat(examine(png)).isEqualTo(PictureCondition.WHOLE);
    }
  }

  @Test
  void a_picture_that_is_cut_within_its_pixels_is_broken() throws Exception {
    byte[] png = png(noise(BufferedImage.TYPE_3BYTE_BGR, 64, 64), false);
    for (int length : new int[] {0, 7, 20, 40, png.length / 2, png.length * 9 / 10}) {
      assertThat(examine(Arrays.copyOf(png, length)))
          .as("%d of %d bytes", length, png.length)
          .isEqualTo(PictureCondition.BROKEN);
    }
  }

  @Test
  void a_picture_with_all_its_pixels_and_no_end_is_damaged_and_not_broken() throws Exception {
    byte[] png = png(noise(BufferedImage.TYPE_3BYTE_BGR, 64, 64), false);
    assertThat(examine(Arrays.copyOf(png, png.length - 1))).isEqualTo(PictureCondition.DAMAGED);
    assertThat(examine(Arrays.copyOf(png, png.length - 12))).isEqualTo(PictureCondition.DAMAGED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<html>502 Bad Gateway</html>", "{\"error\":1}", "\u0089PNG\r\n\u001a\n", "x"})
  void an_error_page_is_broken(String text) throws Exception {
    assertThat(examine(text.getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(PictureCondition.BROKEN);
  }

  @Test
  void a_jpeg_is_whole_whatever_its_name_says() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(noise(BufferedImage.TYPE_3BYTE_BGR, 32, 32), "jpg", out);
    assertThat(examine(out.toByteArray())).isEqualTo(PictureCondition.WHOLE);
  }

  private static BufferedImage noise(int type, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(7);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt() | 0xff000000);
      }
    }
    return image;
  }

  private static byte[] png(BufferedImage image, boolean interlaced) throws Exception {
    ImageWriter writer =
        ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), "png").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(
          interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.write(null, new IIOImage(image, null, null), param);
    }
    writer.dispose();
    return out.toByteArray();
  }
}
