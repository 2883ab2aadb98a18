package dev.dalleserver.painting.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Decodes the first frame of a WebP. The container, alpha and the place of the frame are read here;
 * the library decodes single bit streams, each as a file of its own.
 */
final class WebpFrames {
  private final PixelReader pixels;

  WebpFrames(PixelReader pixels) {
    this.pixels = pixels;
  }

  /** Returns the frame, on a transparent canvas when it does not fill it. */
  BufferedImage first(byte[] file, PictureOutline outline) throws IOException {
    int riff = (int) Math.min(file.length, 8L + Integer.toUnsignedLong(riffLength(file)));
    List<WebpChunk> chunks = WebpChunk.readAll(file, WebpChunk.FILE_HEADER, riff);
    Optional<WebpChunk> frame = find(chunks, WebpChunk.FRAME);
    if (frame.isEmpty()) {
      return image(chunks);
    }
    WebpChunk animated = frame.get();
    int start = animated.at() + 8 + WebpChunk.FRAME_HEADER;
    int end = animated.at() + 8 + animated.data().capacity();
    BufferedImage image = image(WebpChunk.readAll(file, start, end));
    return onCanvas(image, outline, 2 * animated.uint24(0), 2 * animated.uint24(3));
  }

  private static int riffLength(byte[] file) {
    return Integer.reverseBytes(ByteBuffer.wrap(file).getInt(4));
  }

  private BufferedImage image(List<WebpChunk> chunks) throws IOException {
    Optional<WebpChunk> lossless = find(chunks, WebpChunk.LOSSLESS);
    if (lossless.isPresent()) {
      return decode(WebpChunk.LOSSLESS, new byte[0], lossless.get().data());
    }
    WebpChunk lossy =
        find(chunks, WebpChunk.LOSSY).orElseThrow(() -> new IOException("a frame without pixels"));
    BufferedImage opaque = decode(WebpChunk.LOSSY, new byte[0], lossy.data());
    Optional<WebpChunk> alpha = find(chunks, WebpChunk.ALPHA);
    return alpha.isPresent() ? withAlpha(opaque, alpha.get().data()) : opaque;
  }

  private static Optional<WebpChunk> find(List<WebpChunk> chunks, long type) {
    return chunks.stream().filter(chunk -> chunk.type() == type).findFirst();
  }

  private BufferedImage decode(long type, byte[] before, ByteBuffer data) throws IOException {
    byte[] file = WebpChunk.fileOf(type, before, data);
    return pixels.read(new WebPImageReaderSpi().createReaderInstance(null), file);
  }

  private BufferedImage withAlpha(BufferedImage opaque, ByteBuffer chunk) throws IOException {
    int width = opaque.getWidth();
    int height = opaque.getHeight();
    int flags = chunk.get(0);
    ByteBuffer data = chunk.slice(1, chunk.capacity() - 1);
    byte[] alpha = (flags & 3) == 0 ? raw(data, width * height) : compressed(data, width, height);
    WebpAlpha.unfilter(alpha, width, flags >> 2 & 3);
    BufferedImage image = SrgbImage.convert(opaque, Optional.empty());
    BufferedImage both = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    int[] target = ((DataBufferInt) both.getRaster().getDataBuffer()).getData();
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, target, y * width, width);
    }
    for (int i = 0; i < target.length; i++) {
      target[i] = target[i] & 0xffffff | alpha[i] << 24;
    }
    return both;
  }

  private static byte[] raw(ByteBuffer data, int size) throws IOException {
    if (data.remaining() < size) {
      throw new IOException("alpha ends early");
    }
    byte[] alpha = new byte[size];
    data.get(alpha);
    return alpha;
  }

  /** Decodes alpha that is compressed as the green of a lossless picture without its header. */
  private byte[] compressed(ByteBuffer data, int width, int height) throws IOException {
    int size = width - 1 | height - 1 << 14;
    byte[] header = {
      0x2f, (byte) size, (byte) (size >> 8), (byte) (size >> 16), (byte) (size >> 24)
    };
    Raster green = decode(WebpChunk.LOSSLESS, header, data).getRaster();
    byte[] alpha = new byte[width * height];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      green.getSamples(0, y, width, 1, 1, row);
      for (int x = 0; x < width; x++) {
        alpha[y * width + x] = (byte) row[x];
      }
    }
    return alpha;
  }

  private static BufferedImage onCanvas(
      BufferedImage frame, PictureOutline outline, int left, int top) {
    return SrgbImage.place(frame, (int) outline.width(), (int) outline.height(), left, top);
  }
}
