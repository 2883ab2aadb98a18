package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PictureCodec.IncomingPreview;
import dev.dalleserver.pictures.PictureEncoder.Encoding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * A preview from outside is checked as every picture is, and takes memory that nothing else needs.
 */
class ReceivedPreviewTest {
  private static final MemoryUse USE = MemoryUse.PICTURES;

  private final MemoryBudget memory = new MemoryBudget(100 << 20);
  private final RenderPermits permits = new RenderPermits(1, () -> {}, new BoundedDecoder(memory));

  private IncomingPreview preview(byte[] bytes) throws IOException {
    IncomingPreview preview = new ImageIoPictureCodec(permits).beginPreview(Cancellation.none());
    for (int at = 0; at < bytes.length; at += 8192) {
      preview.write(bytes, at, Math.min(8192, bytes.length - at));
    }
    return preview;
  }

  private static byte[] png(int width, int height) {
    int[] pixels = new int[width * height];
    Arrays.fill(pixels, 0x3366cc);
    return PngEncoder.encode(pixels, width, height);
  }

  private static BufferedImage read(Optional<byte[]> encoded) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(encoded.orElseThrow()));
  }

  @Test
  void it_is_made_small_or_of_the_wanted_size_and_its_memory_is_released() throws IOException {
    try (IncomingPreview preview = preview(png(600, 300))) {
      assertThat(read(preview.thumbnail()).getWidth()).isEqualTo(384);
      BufferedImage sized =
          read(preview.encode(Encoding.PNG, Optional.of(new ImageSize(100, 100))));
      assertThat(sized.getWidth()).isEqualTo(100);
      assertThat(sized.getRGB(50, 50) & 0xffffff).isEqualTo(0x3366cc);
      assertThat(memory.reserved(USE)).isPositive();
    }
    assertThat(memory.reserved(USE)).isZero();
  }

  @Test
  void what_is_no_picture_or_cut_or_too_large_is_none() throws IOException {
    byte[] good = png(600, 300);
    byte[] tooLong = new byte[ReceivedPreview.MAX_BYTES + 1];
    System.arraycopy(good, 0, tooLong, 0, good.length);
    for (byte[] bad :
        new byte[][] {
          {}, {1, 2, 3}, Arrays.copyOf(good, good.length / 2), png(3001, 3001), tooLong
        }) {
      try (IncomingPreview preview = preview(bad)) {
        assertThat(preview.thumbnail()).isEmpty();
        assertThat(preview.encode(Encoding.PNG, Optional.empty())).isEmpty();
      }
      assertThat(memory.reserved(USE)).isZero();
    }
  }

  @Test
  void it_takes_no_memory_of_which_pictures_have_used_half() throws IOException {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    try (var paid = memory.tryReserve(USE, memory.capacity(USE) / 2).orElseThrow();
        IncomingPreview preview = preview(noise)) {
      assertThat(memory.reserved(USE)).isEqualTo(paid.bytes());
      assertThat(preview.thumbnail()).isEmpty();
    }
  }

  @Test
  void without_memory_for_its_pixels_it_is_none_at_once() throws IOException {
    try (IncomingPreview preview = preview(png(2000, 1000));
        var paid =
            memory
                .tryReserve(USE, memory.capacity(USE) - memory.reserved(USE) - 1000)
                .orElseThrow()) {
      assertThat(preview.thumbnail()).isEmpty();
      assertThat(memory.reserved(USE)).isGreaterThan(paid.bytes());
    }
    assertThat(memory.reserved(USE)).isZero();
  }

  @Test
  void a_cancelled_run_does_not_wait_for_a_permit() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () -> {
              try {
                permits.run(
                    () -> {
                      held.countDown();
                      free.await();
                      return 0;
                    });
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    holder.start();
    held.await();
    Cancellation cancellation = new Cancellation(System::nanoTime, Long.MAX_VALUE / 2);
    cancellation.request(Cancellation.Reason.CANCELLED);
    IncomingPreview preview = new ImageIoPictureCodec(permits).beginPreview(cancellation);
    byte[] bytes = png(10, 10);
    preview.write(bytes, 0, bytes.length);
    assertThat(preview.thumbnail()).isEmpty();
    free.countDown();
    holder.join();
  }
}
