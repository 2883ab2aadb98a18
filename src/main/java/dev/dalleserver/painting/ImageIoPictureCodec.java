package dev.dalleserver.painting;

import dev.dalleserver.generation.ImageSize;
import dev.dalleserver.generation.PictureCodec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** {@link PictureCodec} on the JDK's own readers and writers. */
public final class ImageIoPictureCodec implements PictureCodec {
  private static final Set<String> FORMATS = Set.of("png", "jpeg");

  // Sixteen megapixels are 64 MB once decoded: one at a time keeps a small heap safe however many
  // pictures arrive together, and decoding is short beside the making of a picture.
  private final ReentrantLock oneAtATime = new ReentrantLock();

  @Override
  public Png reencode(byte[] encoded, long maxPixels, Optional<ImageSize> exact)
      throws UnreadablePictureException {
    oneAtATime.lock();
    try (ImageInputStream input = new ByteArrayImageInput(encoded)) {
      BufferedImage decoded = decode(input, maxPixels);
      BufferedImage picture = exact.map(size -> PictureScaler.cover(decoded, size)).orElse(decoded);
      return new Png(encode(picture), new ImageSize(picture.getWidth(), picture.getHeight()));
    } catch (IOException | RuntimeException broken) {
      // The JDK's readers meet broken files with exceptions of any kind; all mean the same here.
      throw new UnreadablePictureException("the picture is damaged and cannot be decoded");
    } finally {
      oneAtATime.unlock();
    }
  }

  /**
   * Decodes a picture completely, to see whether that can be done.
   *
   * @throws UnreadablePictureException when it cannot
   */
  public void check(byte[] encoded, long maxPixels) throws UnreadablePictureException {
    oneAtATime.lock();
    try (ImageInputStream input = new ByteArrayImageInput(encoded)) {
      decode(input, maxPixels);
    } catch (IOException | RuntimeException broken) {
      throw new UnreadablePictureException("the picture is damaged");
    } finally {
      oneAtATime.unlock();
    }
  }

  private static BufferedImage decode(ImageInputStream input, long maxPixels)
      throws IOException, UnreadablePictureException {
    ImageReader reader = readerFor(input);
    try {
      // Skipping metadata also skips compressed text chunks, which may unpack to any size.
      reader.setInput(input, true, true);
      long width = reader.getWidth(0);
      long height = reader.getHeight(0);
      if (width * height > maxPixels) {
        throw new UnreadablePictureException(
            "the picture has " + width + "x" + height + " pixels, more than " + maxPixels);
      }
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader readerFor(ImageInputStream input)
      throws IOException, UnreadablePictureException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
    }
    throw new UnreadablePictureException("what was sent is neither a PNG nor a JPEG");
  }

  private static byte[] encode(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(output);
      writer.write(picture);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
