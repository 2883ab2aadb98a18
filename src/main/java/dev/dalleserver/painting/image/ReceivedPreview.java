package dev.dalleserver.painting.image;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import dev.dalleserver.pictures.PictureEncoder.Encoding;
import dev.dalleserver.text.PlainReason;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A preview from outside, in memory. It takes memory only while half of what pictures may have is
 * free, so that it delays no picture that is paid for.
 */
final class ReceivedPreview extends PictureCodec.IncomingPreview {
  /** A PNG of the largest size that is asked for has less. */
  static final int MAX_BYTES = 16 << 20;

  /** The largest size that current models paint has 8.3 million. */
  static final long MAX_PIXELS = 9_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(ReceivedPreview.class);
  private static final int FIRST_BYTES = 64 << 10;

  private final RenderPermits permits;
  private final Cancellation cancellation;
  private final MemoryBudget memory;
  private final Optional<MemoryBudget.Reservation> reservation;
  private byte[] bytes = {};
  private int length;
  private boolean tooLarge;

  ReceivedPreview(RenderPermits permits, Cancellation cancellation) {
    this.permits = permits;
    this.cancellation = cancellation;
    this.memory = permits.decoder().memory();
    this.reservation = memory.tryReserve(MemoryUse.PICTURES, 0);
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    if (!tooLarge && length + count > bytes.length) {
      tooLarge = !grow(length + count);
    }
    if (tooLarge) {
      forget();
      return;
    }
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  private boolean grow(int needed) {
    int size = Math.min(MAX_BYTES, Math.max(needed, Math.max(FIRST_BYTES, 2 * bytes.length)));
    long more = size - bytes.length;
    long spared = memory.capacity(MemoryUse.PICTURES) / 2;
    boolean granted =
        needed <= MAX_BYTES
            && memory.hasRoom(MemoryUse.PICTURES, more + spared)
            && reservation.map(held -> held.tryGrow(more)).orElse(false);
    if (granted) {
      bytes = Arrays.copyOf(bytes, size);
    }
    return granted;
  }

  @Override
  public Optional<byte[]> encode(Encoding encoding, Optional<ImageSize> exact) {
    return decoded(
        picture -> {
          BufferedImage sized =
              exact.map(size -> PictureScaler.cover(picture, size)).orElse(picture);
          return encoding.format() == PictureFormat.PNG
              ? ImageIoPictureCodec.encode(sized)
              : JpegEncoder.encode(sized, encoding.quality());
        });
  }

  @Override
  public Optional<byte[]> thumbnail() {
    return decoded(picture -> Thumbnails.jpeg(PictureDecoder.rgb(picture)));
  }

  /** Makes a file of pixels. */
  @FunctionalInterface
  private interface Encoder {
    byte[] encode(BufferedImage picture) throws UnreadablePictureException;
  }

  private Optional<byte[]> decoded(Encoder encoder) {
    if (tooLarge || length == 0) {
      return Optional.empty();
    }
    EncodedPicture encoded = EncodedPicture.of(Arrays.copyOf(bytes, length));
    try (RenderPermits.Permit permit = permits.acquire(cancellation);
        BoundedDecoder.Decoded decoded =
            permits.decoder().decodeNow(encoded, MAX_PIXELS, cancellation)) {
      return Optional.of(encoder.encode(decoded.image()));
    } catch (UnreadablePictureException | CancelledException | IOException fault) {
      // The end of the run is noticed by the provider; the picture itself is still to come.
      LOG.debug("event=no_preview reason=\"{}\"", PlainReason.of(fault));
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    forget();
    tooLarge = true;
    reservation.ifPresent(MemoryBudget.Reservation::close);
  }

  private void forget() {
    int held = bytes.length;
    bytes = new byte[0];
    length = 0;
    reservation.ifPresent(reserved -> reserved.shrink(held));
  }
}
