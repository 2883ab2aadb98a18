package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.pictures.PictureEncoder.Encoding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JpegEncoderTest {
  private static final Encoding JPEG = new Encoding(PictureFormat.JPEG, 90);

  private final RenderPermits permits =
      new RenderPermits(1, () -> {}, new BoundedDecoder(MemoryBudget.ofThisHeap()));
  private final JpegEncoder encoder = new JpegEncoder(permits);

  private static byte[] png(int type, int argb) throws IOException {
    BufferedImage picture = new BufferedImage(33, 17, type);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        if (type == BufferedImage.TYPE_BYTE_GRAY) {
          // Without the JDK's conversion to its own linear gray.
          picture.getRaster().setSample(x, y, 0, argb & 0xff);
        } else {
          picture.setRGB(x, y, argb);
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return bytes.toByteArray();
  }

  private void assertColor(byte[] png, int rgb) throws Exception {
    byte[] jpeg = encoder.encode(png, JPEG, Cancellation.none());
    assertThat(jpeg).startsWith(0xff, 0xd8, 0xff);
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(jpeg));
    assertThat(decoded.getWidth()).isEqualTo(33);
    assertThat(decoded.getHeight()).isEqualTo(17);
    int middle = decoded.getRGB(16, 8);
    for (int shift : new int[] {0, 8, 16}) {
      assertThat(middle >> shift & 0xff).isCloseTo(rgb >> shift & 0xff, within(4));
    }
  }

  @Test
  void colours_stay_and_what_is_transparent_becomes_white() throws Exception {
    assertColor(png(BufferedImage.TYPE_INT_RGB, 0xff3366cc), 0x3366cc);
    assertColor(png(BufferedImage.TYPE_INT_ARGB, 0xff3366cc), 0x3366cc);
    assertColor(png(BufferedImage.TYPE_INT_ARGB, 0), 0xffffff);
    assertColor(png(BufferedImage.TYPE_BYTE_GRAY, 0xff777777), 0x777777);
    assertColor(png(BufferedImage.TYPE_BYTE_INDEXED, 0xffff0000), 0xff0000);
  }

  @Test
  void a_png_stays_as_it_is() throws Exception {
    byte[] png = png(BufferedImage.TYPE_INT_RGB, 1);
    assertThat(encoder.encode(png, Encoding.PNG, Cancellation.none())).isSameAs(png);
  }

  @Test
  void what_is_no_picture_is_told() {
    assertThatThrownBy(() -> encoder.encode(new byte[] {1, 2}, JPEG, Cancellation.none()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("cannot be encoded as JPEG");
  }
}
