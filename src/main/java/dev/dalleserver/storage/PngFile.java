package dev.dalleserver.storage;

import dev.dalleserver.picture.ArtifactId;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The beginning and end of a PNG file: enough to tell a whole file from one that is still being
 * copied or is something else, without decoding it.
 *
 * @see <a href="https://www.w3.org/TR/png-3/#5PNG-file-signature">PNG, signature and chunks</a>
 */
public record PngFile(int width, int height) {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int IHDR = 0x49484452;
  private static final int IHDR_LENGTH = 13;
  private static final int HEAD_LENGTH = 24;
  private static final long END_TYPE_AND_CHECKSUM = 0x49454e44ae426082L;
  private static final int END_LENGTH = 12;

  /**
   * Reads a picture's size from the head of its file.
   *
   * @return empty when the file does not begin and end as a PNG does
   */
  public static Optional<PngFile> read(ArtifactStore store, ArtifactId id) throws IOException {
    try (ArtifactContent content = store.open(id)) {
      if (content.size() < HEAD_LENGTH + END_LENGTH) {
        return Optional.empty();
      }
      ByteBuffer head = read(content, 0, HEAD_LENGTH);
      ByteBuffer end = read(content, content.size() - END_LENGTH, END_LENGTH);
      boolean whole =
          head.getLong() == SIGNATURE
              && head.getInt() == IHDR_LENGTH
              && head.getInt() == IHDR
              && end.getInt() == 0
              && end.getLong() == END_TYPE_AND_CHECKSUM;
      PngFile png = new PngFile(head.getInt(), head.getInt());
      return whole && png.width > 0 && png.height > 0 ? Optional.of(png) : Optional.empty();
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  private static ByteBuffer read(ArtifactContent content, long from, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (content.read(bytes, from + bytes.position()) < 0) {
        // Truncated after its size was read.
        throw new EOFException();
      }
    }
    return bytes.flip();
  }
}
