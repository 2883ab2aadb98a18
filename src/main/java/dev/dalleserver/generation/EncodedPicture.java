package dev.dalleserver.generation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An encoded picture that is read where it lies, so that its size is known before its bytes. */
public interface EncodedPicture {
  /** Its length in bytes. */
  long size() throws IOException;

  /** Its bytes, from the first. */
  InputStream open() throws IOException;

  /**
   * One that is in memory already.
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
