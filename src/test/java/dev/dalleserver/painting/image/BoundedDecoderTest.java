package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import dev.dalleserver.painting.Pictures;
import dev.dalleserver.painting.Samples;
import dev.dalleserver.painting.image.BoundedDecoder.Decoded;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Row 41 of the matrix: decoding ends for every picture, and other pictures are decoded meanwhile.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundedDecoderTest {
  private static final long ENOUGH = 16_000_000;
  private static final byte[] NOISE = Samples.noise(300, 200);

  private final MemoryBudget memory = new MemoryBudget(20 << 20);
  private final BoundedDecoder decoder = new BoundedDecoder(memory);

  private BufferedImage decode(byte[] bytes) throws Exception {
    return decode(decoder, bytes, Cancellation.none());
  }

  private static BufferedImage decode(BoundedDecoder with, byte[] bytes, Cancellation cancellation)
      throws Exception {
    try (Decoded picture = with.decode(EncodedPicture.of(bytes), ENOUGH, cancellation)) {
      return picture.image();
    }
  }

  @Test
  void a_progressive_jpeg_of_20_000_scans_is_refused_before_any_of_them_is_decoded()
      throws Exception {
    byte[] jpeg = progressive(1024, 1024, 20_000);
    assertThat(jpeg.length).isGreaterThan(200_000);
    assertThatThrownBy(() -> decode(jpeg))
        .isInstanceOf(UnreadablePictureException.class)
        .hasMessage("the picture has more than 50 scans");
  }

  @Test
  void a_progressive_jpeg_as_encoders_write_it_is_decoded() throws Exception {
    assertThat(decode(progressive(64, 48, 0)).getWidth()).isEqualTo(64);
  }

  @Test
  void a_png_of_10_000_chunks_is_refused_by_all_who_read_one() throws Exception {
    byte[] png = withChunks(10_000);
    assertThatThrownBy(() -> decode(png)).hasMessage("the picture has more than 8192 chunks");
    assertThatThrownBy(() -> Pictures.decoded(png))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("more than 8192 chunks");
    assertThatThrownBy(() -> PngText.read(png)).isInstanceOf(DamagedPngException.class);
    assertThat(decode(withChunks(8_000)).getWidth()).isEqualTo(300);
  }

  @Test
  void ends_when_it_has_taken_too_long() {
    AtomicLong now = new AtomicLong();
    // Each reading of the clock adds ten seconds.
    BoundedDecoder slow = new BoundedDecoder(memory, () -> now.addAndGet(10_000_000_000L));
    assertThatThrownBy(() -> decode(slow, NOISE, Cancellation.none()))
        .isInstanceOf(UnreadablePictureException.class)
        .hasMessage("decoding the picture takes more than 20 s of processor time");
    assertThat(memory.reserved(MemoryUse.PICTURES)).isZero();
  }

  @Test
  void ends_at_the_deadline_of_the_run() {
    AtomicLong now = new AtomicLong();
    Cancellation run = new Cancellation(now::get, 2_000);
    BoundedDecoder ticking = new BoundedDecoder(memory, () -> now.addAndGet(1_000));
    assertThatThrownBy(() -> decode(ticking, NOISE, run))
        .isInstanceOfSatisfying(
            CancelledException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE));
    assertThat(memory.reserved(MemoryUse.PICTURES)).isZero();
  }

  @Test
  void ends_when_its_thread_is_interrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> decode(NOISE)).isInstanceOf(CancelledException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void waits_for_memory_that_others_hold() throws Exception {
    MemoryBudget.Reservation others =
        memory.tryReserve(MemoryUse.PICTURES, memory.capacity(MemoryUse.PICTURES)).orElseThrow();
    CompletableFuture<Integer> width = decoding(Cancellation.none());
    Waiting.until(() -> waiting("decoding"));
    assertThat(width).isNotDone();
    others.close();
    assertThat(width.get(30, TimeUnit.SECONDS)).isEqualTo(300);
    assertThat(memory.reserved(MemoryUse.PICTURES)).isZero();
    assertThat(memory.refusals(MemoryUse.PICTURES)).isZero();
  }

  @Test
  void waits_for_memory_no_longer_than_its_run() {
    memory.tryReserve(MemoryUse.PICTURES, memory.capacity(MemoryUse.PICTURES)).orElseThrow();
    Cancellation run = Cancellation.none();
    CompletableFuture<Integer> width = decoding(run);
    Waiting.until(() -> waiting("decoding"));
    run.request(Reason.CANCELLED);
    assertThatThrownBy(() -> width.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseInstanceOf(CancelledException.class);
  }

  @Test
  void what_could_never_fit_is_refused_with_the_limit() throws Exception {
    byte[] png = Samples.plain(0xff, 2000, 1500);
    assertThatThrownBy(() -> decode(png))
        .isInstanceOf(UnreadablePictureException.class)
        .hasMessage(
            "decoding the picture, 2000x1500 pixels, takes 20 MiB, and with this heap (-Xmx) at"
                + " most 11 MiB are allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "'....ftypavif', AVIF",
    "'....ftypheic', HEIC",
    "'....ftypisom', MP4 video",
    "'%PDF-1.7', PDF",
    "'<svg xmlns=', SVG",
    "'<?xml version=\"1.0\"?><svg', SVG",
    "'<!DOCTYPE html>', HTML",
    "'{\"error\":1}', JSON",
    "'this is no picture', text",
    "'', an empty file",
  })
  void what_was_sent_instead_of_a_picture_is_named(String bytes, String kind) {
    assertThatThrownBy(() -> decode(bytes.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(UnreadablePictureException.class)
        .hasMessage("what was sent is " + kind + ", and not PNG, JPEG, WebP or GIF");
  }

  private CompletableFuture<Integer> decoding(Cancellation cancellation) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return decode(decoder, NOISE, cancellation).getWidth();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task, "decoding").start());
  }

  private static boolean waiting(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(
            thread ->
                thread.getName().equals(name) && thread.getState() == Thread.State.TIMED_WAITING);
  }

  /** A progressive JPEG whose last scan comes some more times. */
  private static byte[] progressive(int width, int height, int moreScans) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(out);
      BufferedImage plain = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      writer.write(null, new IIOImage(plain, null, null), param);
    } finally {
      writer.dispose();
    }
    byte[] jpeg = bytes.toByteArray();
    int end = jpeg.length - 2;
    int lastScan = end;
    while (jpeg[lastScan] != (byte) 0xff || jpeg[lastScan + 1] != (byte) 0xda) {
      lastScan--;
    }
    byte[] scan = Arrays.copyOfRange(jpeg, lastScan, end);
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.write(jpeg, 0, end);
    for (int i = 0; i < moreScans; i++) {
      longer.writeBytes(scan);
    }
    longer.write(jpeg, end, 2);
    return longer.toByteArray();
  }

  /** A picture with so many chunks of text in front of its pixels. */
  private static byte[] withChunks(int count) {
    ByteBuffer text = ByteBuffer.wrap("a\0b".getBytes(StandardCharsets.ISO_8859_1)).position(3);
    byte[] chunk = PngEncoder.chunk("tEXt", text);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int split = PngChunk.SIGNATURE_LENGTH + PngChunk.FRAME + 13;
    out.write(NOISE, 0, split);
    for (int i = 0; i < count; i++) {
      out.writeBytes(chunk);
    }
    out.write(NOISE, split, NOISE.length - split);
    return out.toByteArray();
  }
}
