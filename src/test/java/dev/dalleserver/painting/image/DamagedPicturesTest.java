package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.painting.image.BoundedDecoder.Decoded;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A picture that is cut or damaged is refused; it is never stored with pixels that are made up. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedPicturesTest {
  private static final Path PICTURES = Path.of("src", "test", "resources", "pictures");

  private final BoundedDecoder decoder = new BoundedDecoder(new MemoryBudget(256 << 20));

  private int[] decode(byte[] bytes) throws Exception {
    try (Decoded decoded =
        decoder.decode(EncodedPicture.of(bytes), PictureCodec.MAX_PIXELS, Cancellation.none())) {
      BufferedImage image = decoded.image();
      return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
  }

  private static byte[] file(String name) throws IOException {
    return Files.readAllBytes(PICTURES.resolve(name));
  }

  static Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(PICTURES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".txt"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_cut_picture_is_refused_unless_all_its_pixels_have_come(String name) throws Exception {
    byte[] whole = file(name);
    int[] pixels = decode(whole.clone());
    int refused = 0;
    for (int cut = 1; cut < whole.length; cut += Math.max(1, whole.length / 40)) {
      try {
        int[] seen = decode(Arrays.copyOf(whole, whole.length - cut));
        assertThat(Arrays.equals(seen, pixels)).as("%s less %d bytes", name, cut).isTrue();
      } catch (UnreadablePictureException expected) {
        assertThat(expected).message().isNotBlank();
        refused++;
      }
    }
    assertThat(refused).as(name).isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg420.jpg", "progressive.jpg", "gray.jpg", "ycck.jpg"})
  void a_jpeg_that_ends_early_is_called_so(String name) throws Exception {
    byte[] whole = file(name);
    byte[] cut = Arrays.copyOf(whole, whole.length - 200);
    assertThatThrownBy(() -> decode(cut))
        .isInstanceOf(UnreadablePictureException.class)
        .hasMessage("the picture is damaged: the JPEG ends early");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy.webp", "lossless.webp", "plain.gif", "animated.webp"})
  void a_webp_or_gif_that_ends_early_is_called_so(String name) throws Exception {
    byte[] cut = Arrays.copyOf(file(name), 60);
    assertThatThrownBy(() -> decode(cut)).hasMessage("the picture is damaged: it ends early");
  }

  @Test
  void a_png_with_a_wrong_checksum_is_refused() throws Exception {
    byte[] png = file("rgb8.png");
    png[png.length / 2]++;
    assertThatThrownBy(() -> decode(png)).hasMessage("the picture is damaged: a checksum is wrong");
  }

  @ParameterizedTest
  @MethodSource("names")
  void changed_bytes_give_a_picture_or_a_refusal_and_nothing_else(String name) throws Exception {
    Random random = new Random(name.hashCode());
    byte[] whole = file(name);
    for (int i = 0; i < 60; i++) {
      byte[] changed = whole.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        decode(changed);
      } catch (UnreadablePictureException expected) {
        assertThat(expected).message().isNotBlank();
      }
    }
  }

  @Test
  void a_webp_or_gif_that_claims_many_pixels_is_refused_before_it_is_decoded() throws Exception {
    byte[] webp = file("lossless-two.webp");
    // 14 bits of width and of height.
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 16_382 << 14 | 16_382);
    assertThatThrownBy(() -> decode(webp)).hasMessageContaining("16383x16383");
    byte[] gif = file("plain.gif");
    ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).putShort(6, (short) 60_000);
    ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).putShort(8, (short) 60_000);
    assertThatThrownBy(() -> decode(gif)).hasMessageContaining("60000x60000");
  }

  @Test
  void a_gif_of_ten_thousand_comments_and_a_webp_of_ten_thousand_chunks_are_refused()
      throws Exception {
    byte[] gif = file("plain.gif");
    int split = 13 + 3 * (2 << (gif[10] & 7));
    byte[] comment = {0x21, (byte) 0xfe, 1, 'a', 0};
    assertThatThrownBy(() -> decode(with(gif, split, comment)))
        .hasMessage("the picture has more than 8192 blocks");
    byte[] chunk = {'j', 'u', 'n', 'k', 0, 0, 0, 0};
    byte[] webp = with(file("lossless.webp"), 12, chunk);
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(4, webp.length - 8);
    assertThatThrownBy(() -> decode(webp)).hasMessage("the picture has more than 8192 chunks");
  }

  private static byte[] with(byte[] file, int split, byte[] part) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, split);
    for (int i = 0; i < 10_000; i++) {
      out.writeBytes(part);
    }
    out.write(file, split, file.length - split);
    return out.toByteArray();
  }

  @Test
  void a_png_that_claims_more_pixels_than_a_long_can_count_is_refused() throws Exception {
    byte[] png = file("rgb8.png");
    Arrays.fill(png, 16, 24, (byte) 0xff);
    assertThatThrownBy(() -> decode(png)).hasMessageContaining("4294967295x4294967295");
  }

  @Test
  void more_than_16_megapixels_are_decoded_where_there_is_memory() throws Exception {
    BufferedImage large = new BufferedImage(4200, 4100, BufferedImage.TYPE_BYTE_GRAY);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(large, "png", png);
    BoundedDecoder roomy = new BoundedDecoder(new MemoryBudget(1L << 30));
    try (Decoded decoded =
        roomy.decode(
            EncodedPicture.of(png.toByteArray()), PictureCodec.MAX_PIXELS, Cancellation.none())) {
      assertThat(decoded.image().getWidth()).isEqualTo(4200);
    }
    BoundedDecoder small = new BoundedDecoder(new MemoryBudget(64 << 20));
    assertThatThrownBy(
            () ->
                small.decode(
                    EncodedPicture.of(png.toByteArray()),
                    PictureCodec.MAX_PIXELS,
                    Cancellation.none()))
        .hasMessageMatching(
            "decoding the picture, 4200x4100 pixels, takes 131 MiB, and with this heap \\(-Xmx\\)"
                + " at most 38 MiB are allowed");
  }
}
