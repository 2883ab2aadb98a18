package dev.dalleserver.painting.image;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The one place where encoded bytes become pixels, wherever the bytes come from. Pixels, scans,
 * chunks, memory and time are bounded, and decoding ends when its run does. Thread-safe; pictures
 * get memory in the order in which they asked for it.
 */
public final class BoundedDecoder {
  private static final long POLL_MILLIS = 10;

  /** For each pixel: the canvas that it is captioned or scaled on, or what it is encoded to. */
  private static final int WORK_BYTES = 4;

  private static final long MEBIBYTE = 1 << 20;

  private final MemoryBudget memory;
  private final LongSupplier nanos;
  private final FairPermits memoryQueue = new FairPermits(1);

  public BoundedDecoder(MemoryBudget memory) {
    this(memory, processorTime());
  }

  /**
   * @param nanos how much time the calling thread has used, or a monotonic clock
   */
  BoundedDecoder(MemoryBudget memory, LongSupplier nanos) {
    this.memory = memory;
    this.nanos = nanos;
  }

  /**
   * The processor's time, so that a machine which is busy with other things refuses no picture that
   * is paid for.
   */
  private static LongSupplier processorTime() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads.isCurrentThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()
        ? threads::getCurrentThreadCpuTime
        : System::nanoTime;
  }

  /** Pixels, and the memory that is reserved for working on them. Closing releases that memory. */
  public static final class Decoded implements AutoCloseable {
    private final BufferedImage image;
    private final MemoryBudget.Reservation reservation;

    private Decoded(BufferedImage image, MemoryBudget.Reservation reservation) {
      this.image = image;
      this.reservation = reservation;
    }

    public BufferedImage image() {
      return image;
    }

    @Override
    public void close() {
      reservation.close();
    }
  }

  /**
   * Decodes a PNG, JPEG, WebP or GIF completely, as soon as there is memory for it.
   *
   * @param cancellation ends waiting and decoding, as an interrupt of the thread does
   * @throws UnreadablePictureException when the bytes are not a picture, are damaged, exceed a
   *     bound, or need more memory than can ever be free
   * @throws IOException when {@code encoded} cannot be read from its source
   */
  Decoded decode(EncodedPicture encoded, long maxPixels, Cancellation cancellation)
      throws UnreadablePictureException, CancelledException, IOException {
    return decode(
        encoded, maxPixels, cancellation, (need, outline) -> reserve(need, outline, cancellation));
  }

  /**
   * As {@link #decode}, for a picture that nothing depends on: never waits for memory.
   *
   * @throws UnreadablePictureException also when there is no memory now
   */
  Decoded decodeNow(EncodedPicture encoded, long maxPixels, Cancellation cancellation)
      throws UnreadablePictureException, CancelledException, IOException {
    return decode(
        encoded,
        maxPixels,
        cancellation,
        (need, outline) ->
            Optional.of(need)
                .filter(bytes -> memory.hasRoom(MemoryUse.PICTURES, bytes))
                .flatMap(bytes -> memory.tryReserve(MemoryUse.PICTURES, bytes))
                .orElseThrow(() -> new UnreadablePictureException("there is no memory for it")));
  }

  /** The memory for pictures from outside. */
  MemoryBudget memory() {
    return memory;
  }

  /** Takes the memory that decoding needs. */
  @FunctionalInterface
  private interface Reserving {
    MemoryBudget.Reservation reserve(long need, PictureOutline outline)
        throws UnreadablePictureException, CancelledException;
  }

  private Decoded decode(
      EncodedPicture encoded, long maxPixels, Cancellation cancellation, Reserving reserving)
      throws UnreadablePictureException, CancelledException, IOException {
    PictureOutline outline = outline(encoded);
    if (outline.pixels() == 0) {
      throw new UnreadablePictureException("the picture is damaged: it has no pixels");
    }
    if (outline.width() > maxPixels
        || outline.height() > maxPixels
        || outline.pixels() > maxPixels) {
      throw new UnreadablePictureException(
          "the picture has "
              + outline.width()
              + "x"
              + outline.height()
              + " pixels, more than "
              + maxPixels);
    }
    long size = encoded.size();
    long need = size + outline.pixels() * (outline.bytesPerPixel() + WORK_BYTES);
    MemoryBudget.Reservation reservation = reserving.reserve(need, outline);
    boolean decoded = false;
    try {
      Decoded picture = new Decoded(read(encoded, (int) size, outline, cancellation), reservation);
      decoded = true;
      return picture;
    } finally {
      if (!decoded) {
        reservation.close();
      }
    }
  }

  private static PictureOutline outline(EncodedPicture encoded)
      throws UnreadablePictureException, IOException {
    try (InputStream in = encoded.open()) {
      return PictureOutline.read(in);
    }
  }

  private MemoryBudget.Reservation reserve(
      long need, PictureOutline outline, Cancellation cancellation)
      throws UnreadablePictureException, CancelledException {
    long most = memory.capacity(MemoryUse.PICTURES);
    if (need > most) {
      throw new UnreadablePictureException(
          ("decoding the picture, %dx%d pixels, takes %d MiB, and with this heap (-Xmx) at most %d"
                  + " MiB are allowed")
              .formatted(outline.width(), outline.height(), need / MEBIBYTE, most / MEBIBYTE));
    }
    try {
      memoryQueue.acquire(cancellation);
      try {
        return awaitRoom(need, cancellation);
      } finally {
        memoryQueue.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancellation.check();
      throw new CancelledException(Cancellation.Reason.SHUTDOWN);
    }
  }

  private MemoryBudget.Reservation awaitRoom(long need, Cancellation cancellation)
      throws InterruptedException, CancelledException {
    while (true) {
      if (memory.hasRoom(MemoryUse.PICTURES, need)) {
        var reservation = memory.tryReserve(MemoryUse.PICTURES, need);
        if (reservation.isPresent()) {
          return reservation.get();
        }
      }
      cancellation.check();
      Thread.sleep(POLL_MILLIS);
    }
  }

  private BufferedImage read(
      EncodedPicture encoded, int size, PictureOutline outline, Cancellation cancellation)
      throws UnreadablePictureException, CancelledException, IOException {
    byte[] bytes;
    try (InputStream in = encoded.open()) {
      bytes = in.readNBytes(size);
    }
    DecodingLimit limit = new DecodingLimit(cancellation, nanos);
    try {
      BufferedImage image = new PixelReader(limit).read(bytes, outline);
      limit.throwIfEnded();
      return image;
    } catch (IOException | RuntimeException broken) {
      // The JDK's readers throw exceptions of any kind for broken files; all mean the same here.
      limit.throwIfEnded();
      throw new UnreadablePictureException("the picture is damaged and cannot be decoded");
    }
  }
}
