package dev.dalleserver.pictures;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * An encoded picture that is read in place, so that its size is known before its bytes are read.
 */
public interface EncodedPicture {
  /** Returns its length in bytes. */
  long size() throws IOException;

  /** Opens it for reading, from the first byte. */
  InputStream open() throws IOException;

  /**
   * Returns a picture that is in memory already.
   *
   * @param bytes not copied, treat as read-only
   */
  static EncodedPicture of(byte[] bytes) {
    return new EncodedPicture() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }
}
