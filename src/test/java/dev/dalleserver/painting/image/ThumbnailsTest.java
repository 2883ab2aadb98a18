package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.painting.Pictures;
import dev.dalleserver.painting.Samples;
import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.pictures.EncodedPicture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbnailsTest {
  private final Thumbnails thumbnails = new Thumbnails(RenderPermits.ofThisMachine());

  @AfterEach
  void forget_interruption() {
    Thread.interrupted();
  }

  @ParameterizedTest
  @CsvSource({"1024,1343,504", "64,83,498", "384,384,384", "1792,1000,214", "2048,64,12"})
  void it_is_384_wide_and_as_high_as_the_picture_is(int width, int height, int expected)
      throws JobException {
    BufferedImage small = Samples.read(thumbnails.of(Samples.plain(0x6699cc, width, height)));

    assertThat(small.getWidth()).isEqualTo(Thumbnails.WIDTH);
    assertThat(small.getHeight()).isEqualTo(expected);
    Oklab color = Oklab.of(small.getRGB(200, expected / 2));
    assertThat(color.distance(Oklab.of(0x6699cc))).isLessThan(0.01f);
  }

  @Test
  void the_worst_picture_for_a_jpeg_stays_under_40_kB() throws JobException {
    assertThat(thumbnails.of(Samples.noise(384, 384))).hasSizeLessThan(40_000);
    assertThat(thumbnails.of(Samples.noise(384, 1536))).hasSizeLessThan(40_000);
  }

  @Test
  void of_a_picture_like_a_ribbon_the_middle_is_shown() throws JobException {
    int[] pixels = new int[64 * 1000];
    Arrays.fill(pixels, 64 * 400, 64 * 600, 0xffffff);

    BufferedImage small = Samples.read(thumbnails.of(PngEncoder.encode(pixels, 64, 1000)));

    assertThat(small.getHeight()).isEqualTo(4 * Thumbnails.WIDTH);
    assertThat(small.getRGB(100, 768) & 0xff).isGreaterThan(250);
  }

  @Test
  void light_is_averaged_and_not_its_codes() throws JobException {
    int[] pixels = new int[768 * 768];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i + i / 768) % 2 == 0 ? 0xffffff : 0;
    }

    BufferedImage small = Samples.read(thumbnails.of(PngEncoder.encode(pixels, 768, 768)));

    // Half the light of white has the code 188.
    assertThat(small.getRGB(200, 200) & 0xff).isCloseTo(188, within(2));
  }

  @Test
  void a_picture_in_memory_gives_the_same_as_its_file() throws JobException {
    byte[] png = Samples.noise(500, 300);

    assertThat(Thumbnails.jpeg(Pictures.decoded(png))).isEqualTo(thumbnails.of(png));
  }

  @Test
  void a_damaged_file_is_refused_and_blocks_nobody_after_it() throws JobException {
    for (int i = 0; i < 5; i++) {
      assertThatExceptionOfType(JobException.class).isThrownBy(() -> thumbnails.of(new byte[20]));
    }
    assertThat(thumbnails.of(Samples.plain(0, 64, 64))).isNotEmpty();
  }

  @Test
  void a_picture_that_there_is_no_memory_for_is_not_read_whole() {
    byte[] png = Samples.noise(384, 384);
    AtomicInteger opened = new AtomicInteger();
    EncodedPicture picture =
        new EncodedPicture() {
          @Override
          public long size() {
            return png.length;
          }

          @Override
          public InputStream open() {
            opened.incrementAndGet();
            return new ByteArrayInputStream(png);
          }
        };
    RenderPermits small =
        new RenderPermits(1, () -> {}, new BoundedDecoder(new MemoryBudget(png.length)));
    assertThatExceptionOfType(JobException.class)
        .isThrownBy(() -> new Thumbnails(small).of(picture))
        .withMessageContaining("-Xmx");
    assertThat(opened).as("only for its outline").hasValue(1);
  }

  @Test
  void waiting_answers_to_interruption() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(JobException.class)
        .isThrownBy(() -> thumbnails.of(Samples.plain(0, 64, 64)))
        .withMessageContaining("interrupted");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }
}
