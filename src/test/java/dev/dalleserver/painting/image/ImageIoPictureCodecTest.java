package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageIoPictureCodecTest {
  private static final long ENOUGH = 1_000_000;
  private final PictureCodec codec = new ImageIoPictureCodec();

  private PictureCodec.Png reencode(byte[] encoded, long maxPixels, Optional<ImageSize> exact)
      throws Exception {
    return codec.reencode(EncodedPicture.of(encoded), maxPixels, exact, Cancellation.none());
  }

  /** Red on the left, blue on the right. */
  private static byte[] twoHalves(int width, int height, int type) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, width / 2, height);
    graphics.setColor(Color.BLUE);
    graphics.fillRect(width / 2, 0, width - width / 2, height);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static BufferedImage decoded(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  @ParameterizedTest
  @CsvSource({"200, 100", "50, 50", "64, 200", "33, 7", "800, 400"})
  void gives_exactly_the_size_asked_for_from_the_middle(int width, int height) throws Exception {
    byte[] picture = twoHalves(200, 100, BufferedImage.TYPE_INT_RGB);
    PictureCodec.Png png = reencode(picture, ENOUGH, Optional.of(new ImageSize(width, height)));
    BufferedImage image = decoded(png.png());
    assertThat(png.size()).isEqualTo(new ImageSize(width, height));
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
    assertThat(image.getRGB(0, height / 2)).isEqualTo(Color.RED.getRGB());
    assertThat(image.getRGB(width - 1, height / 2)).isEqualTo(Color.BLUE.getRGB());
  }

  @Test
  void keeps_transparency() throws Exception {
    byte[] picture = twoHalves(20, 20, BufferedImage.TYPE_INT_ARGB);
    PictureCodec.Png png = reencode(picture, ENOUGH, Optional.of(new ImageSize(10, 10)));
    assertThat(decoded(png.png()).getColorModel().hasAlpha()).isTrue();
  }

  @Test
  void the_limit_of_pixels_is_exact() throws Exception {
    byte[] picture = twoHalves(20, 10, BufferedImage.TYPE_INT_RGB);
    assertThat(reencode(picture, 200, Optional.empty()).size()).hasToString("20x10");
    assertThatThrownBy(() -> reencode(picture, 199, Optional.empty()))
        .isInstanceOf(UnreadablePictureException.class)
        .hasMessageContaining("20x10");
  }

  @Property(tries = 150)
  void a_damaged_picture_is_decoded_or_refused_and_nothing_else(
      @ForAll @IntRange(max = 400) int at, @ForAll byte value, @ForAll @IntRange(max = 50) int cut)
      throws Exception {
    byte[] picture = twoHalves(40, 30, BufferedImage.TYPE_INT_RGB);
    picture[at % picture.length] = value;
    byte[] damaged = Arrays.copyOf(picture, Math.max(1, picture.length - cut));
    try {
      PictureCodec.Png png = reencode(damaged, ENOUGH, Optional.empty());
      assertThat(decoded(png.png())).isNotNull();
    } catch (UnreadablePictureException refused) {
      assertThat(refused).message().isNotBlank();
    }
  }
}
