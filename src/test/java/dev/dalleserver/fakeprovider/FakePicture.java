package dev.dalleserver.fakeprovider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** PNGs written by hand, so that the fake needs no more than the JDK's base. */
public final class FakePicture {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

  private FakePicture() {}

  /** A smooth picture of {@code WxH} pixels; 1024 square where the text names no size. */
  public static byte[] png(String size) {
    boolean named = size != null && size.matches("\\d{1,4}x\\d{1,4}");
    String[] sides = (named ? size : "1024x1024").split("x");
    int width = Integer.parseInt(sides[0]);
    int height = Integer.parseInt(sides[1]);
    return png(width, height, rows(width, height));
  }

  /**
   * A picture of another kind: {@code avif}, {@code heic}, {@code svg}, {@code pdf} and {@code mp4}
   * are beginnings of such files, {@code cut-jpeg} ends early, and any other name is that of a file
   * of the tests' pictures.
   */
  static byte[] of(String kind) throws IOException {
    return switch (kind) {
      case "avif" -> head("\0\0\0\u001cftypavif\0\0\0\0mif1avif");
      case "heic" -> head("\0\0\0\u001cftypheic\0\0\0\0mif1heic");
      case "mp4" -> head("\0\0\0\u001cftypisom\0\0\0\0isommp42");
      case "svg" -> head("<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
      case "pdf" -> head("%PDF-1.7\n");
      case "cut-jpeg" -> {
        byte[] whole = file("jpeg420.jpg");
        yield java.util.Arrays.copyOf(whole, whole.length - 200);
      }
      default -> file(kind);
    };
  }

  private static byte[] head(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] file(String name) throws IOException {
    try (InputStream in = FakePicture.class.getResourceAsStream("/pictures/" + name)) {
      if (in == null) {
        throw new IOException("no picture " + name);
      }
      return in.readAllBytes();
    }
  }

  /** As above, of random pixels: no compression makes it smaller than three bytes a pixel. */
  static byte[] noise(String size) {
    byte[] smooth = png(size);
    ByteBuffer header = ByteBuffer.wrap(smooth, SIGNATURE.length + 8, 8);
    int width = header.getInt();
    int height = header.getInt();
    byte[] rows = new byte[height * (1 + 3 * width)];
    new Random(1).nextBytes(rows);
    for (int y = 0; y < height; y++) {
      rows[y * (1 + 3 * width)] = 0;
    }
    return png(width, height, rows);
  }

  /** A picture in black, as filters send in place of what they have found. */
  static byte[] black() {
    return png(512, 512, new byte[512 * (1 + 3 * 512)]);
  }

  /** A header of that size with hardly any pixels behind it. */
  static byte[] claiming(int width, int height) {
    return png(width, height, new byte[100]);
  }

  private static byte[] rows(int width, int height) {
    ByteBuffer rows = ByteBuffer.allocate(height * (1 + 3 * width));
    for (int y = 0; y < height; y++) {
      rows.put((byte) 0);
      for (int x = 0; x < width; x++) {
        rows.put((byte) (255 * x / width)).put((byte) (255 * y / height)).put((byte) 120);
      }
    }
    return rows.array();
  }

  private static byte[] png(int width, int height, byte[] rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    chunk(out, "IHDR", header.put((byte) 8).put((byte) 2).array());
    chunk(out, "IDAT", deflated(rows));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte[] deflated(byte[] rows) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    deflater.setInput(rows);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[16_384];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
    chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    out.writeBytes(chunk.putInt((int) crc.getValue()).array());
  }
}
