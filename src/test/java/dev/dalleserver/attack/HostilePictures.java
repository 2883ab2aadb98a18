package dev.dalleserver.attack;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures that are small to send and long to decode. */
final class HostilePictures {
  private static final int SIDE = 1024;
  private static final int MARKER = 0xff;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_MARKER_BYTES = 2;
  private static final int PNG_HEADER_BYTES = 33;

  private HostilePictures() {}

  /** A progressive JPEG whose last scan comes again and again. */
  static byte[] jpegOfScans(int scans) throws IOException {
    byte[] whole = progressive();
    int last = lastScan(whole);
    byte[] scan = Arrays.copyOfRange(whole, last, whole.length - END_MARKER_BYTES);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, whole.length - END_MARKER_BYTES);
    for (int i = 0; i < scans; i++) {
      out.write(scan);
    }
    out.write(whole, whole.length - END_MARKER_BYTES, END_MARKER_BYTES);
    return out.toByteArray();
  }

  private static byte[] progressive() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      // All of one color: its scans hold next to nothing.
      BufferedImage plain = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      writer.write(null, new IIOImage(plain, null, null), param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static int lastScan(byte[] jpeg) {
    for (int i = jpeg.length - END_MARKER_BYTES; i > 0; i--) {
      if ((jpeg[i] & MARKER) == MARKER && (jpeg[i + 1] & MARKER) == START_OF_SCAN) {
        return i;
      }
    }
    throw new IllegalStateException("the writer made no scan");
  }

  /** A good PNG with so many chunks of text between its header and its pixels. */
  static byte[] pngOfChunks(byte[] good, int chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(good, 0, PNG_HEADER_BYTES);
    for (int i = 0; i < chunks; i++) {
      out.writeBytes(chunk("tEXt", ("key" + i + "\0value").getBytes(StandardCharsets.US_ASCII)));
    }
    out.write(good, PNG_HEADER_BYTES, good.length - PNG_HEADER_BYTES);
    return out.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
    chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    return chunk.putInt((int) crc.getValue()).array();
  }
}
