package dev.dalleserver.openai;

import dev.dalleserver.openai.stream.SizeLimitException;
import dev.dalleserver.pictures.ReceivedPictures;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A stream that passes on an encoded picture of up to {@value #MAX_BYTES} bytes and fails at the
 * next one.
 */
final class PictureLimit extends FilterOutputStream {
  static final int MAX_BYTES = ReceivedPictures.MAX_BYTES;

  private long remaining = MAX_BYTES;

  PictureLimit(OutputStream target) {
    super(target);
  }

  @Override
  public void write(int value) throws IOException {
    consume(1);
    out.write(value);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    consume(length);
    out.write(source, offset, length);
  }

  private void consume(int count) throws SizeLimitException {
    remaining -= count;
    if (remaining < 0) {
      throw new SizeLimitException(MAX_BYTES);
    }
  }
}
