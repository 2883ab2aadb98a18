package dev.dalleserver.painting.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Adds rows below a picture that {@link PngEncoder} has written, without compressing its rows
 * again: most of the work on a captioned picture would be spent on them.
 */
public final class PngExtension {
  private PngExtension() {}

  /**
   * Returns a PNG of all the pixels; empty when the file was not written by {@link PngEncoder}, and
   * has to be encoded anew.
   *
   * @param png the picture that is the upper part
   * @param pixels of the whole picture, as for {@link PngEncoder#encode}; the upper rows are those
   *     of {@code png}
   * @param rows how many rows {@code png} has
   */
  public static Optional<byte[]> extend(byte[] png, int rows, int[] pixels, int width, int height) {
    return imageData(png, width, rows)
        .map(
            data -> {
              List<byte[]> parts = PngEncoder.start(width, height);
              try (PngImageData extended = new PngImageData(parts, width)) {
                extended.follow(data.getInt(data.limit() - Integer.BYTES));
                extended.put(data.slice(0, data.limit() - PngImageData.REPLACED_BYTES));
                extended.addRows(pixels, rows, height);
                extended.end();
              }
              return PngEncoder.end(parts);
            });
  }

  /** The image data of a file that has only what {@link PngEncoder} writes, in one piece. */
  private static Optional<ByteBuffer> imageData(byte[] png, int width, int rows) {
    List<PngChunk> chunks;
    try {
      chunks = new ArrayList<>(PngChunk.readAll(png));
    } catch (DamagedPngException e) {
      return Optional.empty();
    }
    PngChunk header = chunks.remove(0);
    chunks.remove(chunks.size() - 1);
    // Any other chunk may say that the bytes mean other colours.
    boolean onlyData = chunks.stream().allMatch(chunk -> chunk.type().equals(PngImageData.TYPE));
    if (!onlyData || !header.data().equals(PngEncoder.header(width, rows).flip())) {
      return Optional.empty();
    }
    ByteBuffer all =
        ByteBuffer.allocate(chunks.stream().mapToInt(chunk -> chunk.data().limit()).sum());
    chunks.forEach(chunk -> all.put(chunk.data().duplicate()));
    return Optional.of(all.flip()).filter(PngExtension::canBeContinued);
  }

  private static boolean canBeContinued(ByteBuffer data) {
    byte[] begin = PngImageData.ZLIB_HEADER;
    byte[] end = PngImageData.ROWS_END;
    int endAt = data.limit() - Integer.BYTES - end.length;
    return endAt >= begin.length
        && Arrays.equals(data.array(), 0, begin.length, begin, 0, begin.length)
        && Arrays.equals(data.array(), endAt, endAt + end.length, end, 0, end.length);
  }
}
