package dev.dalleserver.openai;

import dev.dalleserver.generation.ReceivedPictures;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A stream that passes on an encoded picture of up to {@value #MOST_BYTES} bytes and fails at the
 * next one.
 */
final class PictureLimit extends FilterOutputStream {
  static final int MOST_BYTES = ReceivedPictures.MOST_BYTES;

  private long left = MOST_BYTES;

  PictureLimit(OutputStream target) {
    super(target);
  }

  @Override
  public void write(int value) throws IOException {
    spend(1);
    out.write(value);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    spend(length);
    out.write(source, offset, length);
  }

  private void spend(int count) throws SizeLimitException {
    left -= count;
    if (left < 0) {
      throw new SizeLimitException(MOST_BYTES);
    }
  }
}
