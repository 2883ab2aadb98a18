package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures that have lost their end on the way. */
class CutEndTest {
  private final ImageIoPictureCodec codec = new ImageIoPictureCodec();

  @ParameterizedTest(name = "{0} without its last {1} bytes")
  @CsvSource({
    "jpeg420.jpg, 1",
    "jpeg420.jpg, 2",
    "progressive.jpg, 2",
    "ycck.jpg, 2",
    "graya16.png, 1",
    "graya16.png, 4",
    "graya16.png, 8",
    "graya16.png, 11",
    "graya16.png, 12"
  })
  void a_picture_that_lacks_only_its_end_is_decoded_as_the_whole_one(String name, int lost)
      throws Exception {
    byte[] whole = file(name);
    assertThat(png(Arrays.copyOf(whole, whole.length - lost))).isEqualTo(png(whole));
  }

  @ParameterizedTest(name = "{0} without its last {1} bytes")
  @CsvSource({"jpeg420.jpg, 200", "jpeg420.jpg, 20", "graya16.png, 40", "ycck.jpg, 100"})
  void a_picture_that_lacks_pixels_is_refused(String name, int lost) throws Exception {
    byte[] whole = file(name);
    byte[] cut = Arrays.copyOf(whole, whole.length - lost);
    assertThatThrownBy(() -> png(cut))
        .isInstanceOf(UnreadablePictureException.class)
        .hasMessageContaining("damaged");
  }

  private byte[] png(byte[] encoded) throws Exception {
    return codec
        .reencode(
            EncodedPicture.of(encoded),
            PictureCodec.MAX_PIXELS,
            Optional.empty(),
            Cancellation.none())
        .png();
  }

  private static byte[] file(String name) throws IOException {
    try (InputStream in = CutEndTest.class.getResourceAsStream("/pictures/" + name)) {
      return in.readAllBytes();
    }
  }
}
